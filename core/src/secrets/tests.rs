//! What is left out, form by form.

use super::*;

#[test]
fn passwords_and_tokens_are_left_out() {
    let cases = [
        ("https://ada:secret@example.org/x.git", "https://example.org/x.git"),
        ("https://ghp_abc@example.org/x.git", "https://example.org/x.git"),
        ("https://ada@example.org/x.git", "https://example.org/x.git"),
        ("https://:secret@example.org/x", "https://example.org/x"),
        ("https://ada:se@cret@example.org", "https://example.org"),
        ("https://ada:sec/ret@example.org/x", "https://example.org/x"),
        ("git+https://oauth2:t@example.org/x@v1#egg=x", "git+https://example.org/x@v1#egg=x"),
        ("git://token@example.org/x", "git://example.org/x"),
        ("https:/ada:secret@example.org/x", "https:/example.org/x"),
        ("https:ada:secret@example.org/x", "https@example.org/x"),
        ("//ada:secret@example.org/x", "//example.org/x"),
        ("a @ git+//ada:secret@example.org/x", "a @ git+//example.org/x"),
        ("a @ https://se cret@example.org ; b == '@'", "a @ https://example.org ; b == '@'"),
        (r"https:\/\/ada:secret@example.org\/x", r"https:\/\/example.org\/x"),
        ("git@example.org:x/y.git", "git@example.org:x/y.git"),
        ("git:token@example.org:x/y.git", "git@example.org:x/y.git"),
        ("ssh://git@example.org:22/x.git", "ssh://git@example.org:22/x.git"),
        ("ssh://git:secret@example.org:22/x.git", "ssh://git@example.org:22/x.git"),
        ("ssh://git%3Asecret@example.org:22/x.git", "ssh://git@example.org:22/x.git"),
        ("ssh://:secret@example.org/x.git", "ssh://example.org/x.git"),
        ("https://h/x?token=abc&page=2", "https://h/x?token=***&page=2"),
        ("https://h/x?page=2&access_token=abc#top", "https://h/x?page=2&access_token=***#top"),
        ("https://h/x?a=1;private_token=abc", "https://h/x?a=1;private_token=***"),
        ("https://h/x?X-Amz-Signature=abc", "https://h/x?X-Amz-Signature=***"),
        ("https://h/x?%74oken=abc", "https://h/x?%74oken=***"),
        ("https://h/x?next=https%3A%2F%2Fu%3As%40i%2Fx", "https://h/x?next=https%3A%2F%2Fi%2Fx"),
        ("https://h/x?next=https%253a%252f%252fu%253as%2540i", "https://h/x?next=https%253a%252f%252fi"),
        ("https://h/x?next=%2Fa%3Ftoken%3Dabc%26b=1", "https://h/x?next=%2Fa%3Ftoken%3D***%26b=1"),
    ];
    for (given, shown) in cases {
        assert_eq!(without_secrets(given), shown);
        assert_eq!(masked(given).len(), given.len());
    }
}

#[test]
fn what_is_no_secret_stays() {
    for text in [
        "https://example.org/a@b:c",
        "https://example.org:8443/a@b",
        "https://[::1]/a@b",
        "https://[::1]:80/a@b",
        "/srv/git/x.git",
        "ada@example.org",
        "mailto:ada@example.org",
        "see https://example.org:8080 or mail a@b",
        "\"https://example.org:8080\", 'a@b'",
        "fatal: https://example.org: mail a@b",
        "docker run r.example.org:5000/img:1.0@sha256:abc",
        r#"curl -d '{"user":"ada@example.org"}' h"#,
        "https://h/x?page=2&tokens.page#key",
        "pip install a==1 b>=2",
        "// a comment for ada@example.org",
        r"C:\Users\ada@example\x",
        "git+file:///srv/x@v1",
        "a token=x",
        "npm:@scope/x",
    ] {
        assert!(matches!(without_secrets(text), Cow::Borrowed(same) if same == text), "{}", without_secrets(text));
    }
}

#[test]
fn a_password_may_hold_what_no_url_may() {
    let passwords = [
        "SECRET'SECRET",
        "SECRET\"SECRET",
        "SECRET\\SECRET",
        "SECRET\\",
        "SECRET SECRET",
        "SECRET@SECRET",
        "<SECRET>",
        "SECRET|SECRET",
        "SECRET`SECRET",
        "'SECRET'",
        "\"SECRET",
        "SECRET' SECRET",
        "SECRET@SECRET'SECRET",
        "SECRET/SECRET",
        "SECRET?SECRET",
        "SECRET#SECRET",
        "SECRET%40SECRET",
        "SECRET:SECRET",
        "SECRET:/SECRET",
        "SECRET://SECRET",
        "SECRETé",
        "é SECRET\tSECRET",
        "a@SECRET SECRET",
    ];
    let around = [
        ("", ""),
        ("fatal: unable to access '", "/': refused"),
        ("repo = \"", "/\""),
        ("git clone ", " x"),
        ("x @ git+", " ; y"),
    ];
    let urls = ["https://ada:{}@example.org:9/x.git", "ftp://ada:{}@example.org", "ssh://git:{}@example.org/x"];
    for (password, (before, after)) in passwords.iter().flat_map(|password| around.map(|around| (password, around))) {
        // Where neither quotes nor the end of the text say where a URL ends, a blank after an `@` does.
        if password.contains("@SECRET ") && !before.is_empty() && !before.ends_with(is_quote) {
            continue;
        }
        for url in urls {
            let text = [before, &url.replace("{}", password), after].concat();
            let shown = without_secrets(&text);
            assert!(!shown.contains("SECRET") && shown.contains("example.org"), "{text} is shown as {shown}");
            let masked = masked(&text);
            assert!(masked.len() == text.len() && !masked.contains("SECRET"), "{text} is shown as {masked}");
        }
    }
}

#[test]
fn in_a_text_each_url_counts() {
    let text = "fatal: 'https://a:b@x.org/é' and \"http://t@y.org\", not é@z or https://c:d@z.org.\n";
    assert_eq!(without_secrets(text), "fatal: 'https://x.org/é' and \"http://y.org\", not é@z or https://z.org.\n");
    let masked = masked(text);
    assert_eq!(masked.len(), text.len());
    assert!(masked.starts_with("fatal: 'https://****x.org/é'") && !masked.contains("c:d"), "{masked}");
    let several = "curl https://h/?sig=a -o x && git clone u:p'w@h:x && curl \"https://h/?key=b\"";
    assert_eq!(
        without_secrets(several),
        "curl https://h/?sig=*** -o x && git clone u@h:x && curl \"https://h/?key=***\""
    );
}

#[test]
fn text_of_any_kind_is_taken() {
    let pieces = [
        "https", ":", "//", "@", "%3a", "%2F", "%40", "%", "é", " ", "'", "\"", "?", "token", "=", "&", "\n", "\\/",
        "a", "/", "%3D", "%25",
    ];
    let mut seed = 7_usize;
    for _ in 0..20_000 {
        let text: String = (0..12)
            .map(|_| {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                pieces[(seed >> 33) % pieces.len()]
            })
            .collect();
        assert_eq!(masked(&text).len(), text.len());
        without_secrets(&text);
    }
}
