//! A hostile file costs no time: twice the input is no more than twice the work, and a little. Work is instructions, which
//! valgrind counts, since a clock says what else the machine does.

use std::fmt::Write as _;
use std::thread;

use ws_test_support::TestContext;

/// How much more work twice the input may be. What takes the square of the input comes to 4.
const MOST: f64 = 2.5;

/// An input that grows, and a command that reads it.
struct Growth {
    /// What there is more and more of.
    what: &'static str,
    /// How many at first.
    size: usize,
    make: fn(&TestContext, usize),
    commands: &'static [&'static str],
}

/// The instructions of `ws` itself, without those of programs that it starts.
fn instructions(scene: &TestContext, command: &str) -> f64 {
    // It says on its standard error what it counted, and a `ws` that fails may say much there too.
    let log = scene.path("counted");
    let to = format!("--log-file={}", log.display());
    let valgrind = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null", &to];
    let arguments: Vec<&str> = command.split(' ').collect();
    let output = scene.behind(&valgrind, &arguments).output().unwrap();
    assert!(matches!(output.status.code(), Some(0..=2)), "{command}: {output:?}");
    let said = std::fs::read_to_string(log).unwrap();
    let counted = said.lines().find_map(|line| line.split_once("I   refs:")).map(|(_, count)| count.replace(',', ""));
    counted.and_then(|count| count.trim().parse().ok()).unwrap_or_else(|| panic!("{command}: {said}"))
}

/// All of them, two at a time; says all that grow too fast.
fn hold(all: &[Growth]) {
    let measure = |growth: &Growth| {
        let count = |size: usize| {
            let scene = TestContext::new();
            (growth.make)(&scene, size);
            growth.commands.iter().map(|command| instructions(&scene, command)).collect::<Vec<f64>>()
        };
        // What every start takes is no part of it.
        let least = count(2);
        let counts = [1, 2, 4].map(|times| count(growth.size * times));
        let mut wrong = Vec::new();
        for (place, command) in growth.commands.iter().enumerate() {
            let [one, two, four] = counts.each_ref().map(|counts| counts[place] - least[place]);
            if two > one * MOST || four > two * MOST {
                let (what, size) = (growth.what, growth.size);
                wrong.push(format!(
                    "`ws {command}`, {size} {what} and twice and four times as many: {one} {two} {four}"
                ));
            }
        }
        wrong
    };
    let (one, other) = all.split_at(all.len() / 2);
    let wrong: Vec<String> = thread::scope(|scope| {
        let others = scope.spawn(|| other.iter().flat_map(measure).collect::<Vec<_>>());
        let mut wrong: Vec<String> = one.iter().flat_map(measure).collect();
        wrong.extend(others.join().unwrap());
        wrong
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A root that says this, of siblings `s0`, `s1`, ... or others.
fn root(scene: &TestContext, config: &str) {
    scene.write("root/wrknv.toml", &format!("[workspace]\nname = \"w\"\n{config}"));
}

/// Siblings that each say something by their number.
fn siblings(scene: &TestContext, count: usize, says: impl Fn(usize) -> String) {
    let all: Vec<String> =
        (0..count).map(|number| format!("[[siblings]]\nname = \"s{number}\"\n{}\n", says(number))).collect();
    root(scene, &all.concat());
}

/// What a sibling needs, by their numbers.
fn needs(others: impl Iterator<Item = usize>) -> String {
    format!("depends_on = [{}]", others.map(|number| format!("\"s{number}\"")).collect::<Vec<_>>().join(", "))
}

/// One sibling with a `pyproject.toml`.
fn project(scene: &TestContext, text: &str) {
    siblings(scene, 1, |_| String::new());
    scene.write("s0/pyproject.toml", &format!("[project]\nname = \"s0\"\nversion = \"1\"\n{text}"));
}

/// One sibling with tasks.
fn tasks(scene: &TestContext, text: &str) {
    siblings(scene, 1, |_| String::new());
    scene.write("s0/wrknv.toml", text);
}

/// A line for each number.
fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).fold(String::new(), |mut text, number| {
        let _ = writeln!(text, "{}", line(number));
        text
    })
}

/// One sibling that is a repository, with this at the end of its config.
fn repository(scene: &TestContext, config: &str) {
    siblings(scene, 1, |_| "repo = \"https://example.org/s0\"".to_owned());
    scene.sh("git init -q -b main s0; git -C s0 commit -q --allow-empty -m first");
    let file = scene.path("s0/.git/config");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(file, text + config).unwrap();
}

#[test]
fn siblings_and_what_they_depend_on() {
    hold(&[
        Growth {
            what: "siblings",
            size: 150,
            make: |scene, count| siblings(scene, count, |_| String::new()),
            commands: &["validate"],
        },
        Growth {
            what: "siblings in a chain",
            size: 150,
            make: |scene, count| {
                siblings(scene, count, |number| needs([number + 1].into_iter().filter(|it| *it < count)));
            },
            commands: &["affected s1", "why s0"],
        },
        Growth {
            what: "siblings in a ring",
            size: 150,
            make: |scene, count| siblings(scene, count, |number| needs([(number + 1) % count].into_iter())),
            commands: &["deps"],
        },
        Growth {
            what: "siblings that each depend on the next and the one before",
            size: 150,
            make: |scene, count| {
                siblings(scene, count, |number| {
                    needs([number.wrapping_sub(1), number + 1].into_iter().filter(|it| *it < count))
                });
            },
            commands: &["order"],
        },
        Growth {
            what: "layers",
            size: 150,
            make: |scene, count| {
                let layers = lines(count, |number| format!("[[layers]]\nname = \"l{number}\""));
                let all = lines(count, |number| format!("[[siblings]]\nname = \"s{number}\"\nlayer = \"l{number}\""));
                root(scene, &(layers + &all));
            },
            commands: &["layers"],
        },
    ]);
}

#[test]
fn what_the_file_says() {
    hold(&[
        Growth {
            what: "patterns",
            size: 100,
            make: |scene, count| {
                let patterns: Vec<String> = (0..count).map(|number| format!("\"../p{number}-*\"")).collect();
                root(scene, &format!("[siblings]\npatterns = [{}]\n", patterns.join(", ")));
                scene.sh(&format!("for n in $(seq 0 {count}); do echo p$n-x; done | xargs mkdir"));
            },
            commands: &["order"],
        },
        Growth {
            what: "known findings",
            size: 150,
            make: |scene, count| {
                let known: Vec<String> =
                    (0..count).map(|number| format!("\"ws::layers::cycle s{number} -> x\"")).collect();
                let known = format!("[workspace.validate]\nallow = [\n{}\n]\n", known.join(",\n"));
                let all = lines(count, |number| format!("[[siblings]]\nname = \"s{number}\""));
                root(scene, &(known + &all));
            },
            commands: &["validate"],
        },
        Growth {
            what: "unknown keys",
            size: 1000,
            make: |scene, count| root(scene, &lines(count, |number| format!("unknown{number} = 1"))),
            commands: &["validate"],
        },
        Growth {
            what: "names that are not there",
            size: 150,
            make: |scene, count| {
                siblings(scene, count, |number| format!("layer = \"x{number}\"\ndepends_on = [\"y{number}\"]"));
            },
            commands: &["validate"],
        },
        Growth {
            what: "variables",
            size: 200,
            make: |scene, count| {
                root(scene, &format!("[workspace.env]\n{}", lines(count, |number| format!("V{number} = \"x\""))));
            },
            commands: &["trust"],
        },
    ]);
}

#[test]
fn tasks_of_one_file() {
    hold(&[
        Growth {
            what: "tasks",
            size: 200,
            make: |scene, count| {
                tasks(scene, &format!("[tasks]\n{}", lines(count, |number| format!("t{number} = \"true\""))));
            },
            commands: &["tasks"],
        },
        Growth {
            what: "tasks that cannot be read",
            size: 200,
            make: |scene, count| tasks(scene, &format!("[tasks]\n{}", lines(count, |number| format!("t{number} = 5")))),
            commands: &["validate"],
        },
        Growth {
            what: "tasks in a namespace that are parts of a composite",
            size: 200,
            make: |scene, count| {
                let parts: Vec<String> = (0..count).map(|number| format!("\"n.t{number}\"")).collect();
                let parts = format!("[tasks]\nall = [{}]\n[tasks.n]\n", parts.join(", "));
                tasks(scene, &(parts + &lines(count, |number| format!("t{number} = \"true\""))));
            },
            commands: &["run all --plan"],
        },
    ]);
}

#[test]
fn metadata_of_python_projects() {
    hold(&[
        Growth {
            what: "groups, each in the next",
            size: 150,
            make: |scene, count| {
                let groups = lines(count, |number| format!("g{number} = [{{include-group = \"g{}\"}}]", number + 1));
                project(scene, &format!("[dependency-groups]\n{groups}g{count} = [\"x\"]\n"));
            },
            commands: &["deps"],
        },
        Growth {
            what: "groups",
            size: 150,
            make: |scene, count| {
                project(
                    scene,
                    &format!("[dependency-groups]\n{}", lines(count, |number| format!("g{number} = [\"a{number}\"]"))),
                );
            },
            commands: &["validate"],
        },
        Growth {
            what: "extras, each in the next",
            size: 150,
            make: |scene, count| {
                let extras = lines(count, |number| format!("e{number} = [\"s0[e{}]\"]", number + 1));
                let text = format!("[project.optional-dependencies]\n{extras}e{count} = [\"x\"]\n");
                project(scene, &text);
            },
            commands: &["setup --plan --extras e0"],
        },
        Growth {
            what: "requirements",
            size: 150,
            make: |scene, count| {
                project(
                    scene,
                    &format!("dependencies = [\n{}]\n", lines(count, |number| format!("\"d{number}>=1\","))),
                );
            },
            commands: &["validate"],
        },
        Growth {
            what: "siblings that ask for an extra of the next",
            size: 100,
            make: |scene, count| {
                siblings(scene, count, |_| "extras = [\"e\"]".to_owned());
                for number in 0..count {
                    let text = format!(
                        "[project]\nname = \"s{number}\"\nversion = \"1\"\n[project.optional-dependencies]\ne = [\"s{}[e]\"]\n",
                        number + 1
                    );
                    scene.write(&format!("s{number}/pyproject.toml"), &text);
                }
            },
            commands: &["setup --plan"],
        },
        Growth {
            what: "distributions in the venv",
            size: 50,
            make: |scene, count| {
                project(scene, "");
                scene.write("root/.venv/pyvenv.cfg", "home = /usr/bin\nversion = 3.11.0\n");
                for number in 0..count {
                    let text =
                        format!("Metadata-Version: 2.1\nName: d{number}\nVersion: 1\nRequires-Dist: d{}\n", number + 1);
                    scene.write(
                        &format!("root/.venv/lib/python3.11/site-packages/d{number}-1.dist-info/METADATA"),
                        &text,
                    );
                }
            },
            commands: &["why d5"],
        },
    ]);
}

/// Groups that each include the next one twice: read each time that it is named, the last would be read 2³¹ times.
#[test]
fn a_group_that_is_included_again_is_not_read_again() {
    let scene = TestContext::new();
    let next = |number| format!("{{include-group = \"g{number}\"}}");
    let groups = lines(31, |number| format!("g{number} = [{0}, {0}]", next(number + 1)));
    project(&scene, &format!("[dependency-groups]\n{groups}g31 = [\"x\"]\n"));
    let output = scene.behind(&["prlimit", "--cpu=30"], &["validate", "--format", "json"]).output().unwrap();
    // That the sibling is no repository is found too.
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(!String::from_utf8_lossy(&output.stdout).contains("bad_group"), "{output:?}");
}

#[test]
fn files_of_git() {
    hold(&[
        Growth {
            what: "remotes",
            size: 150,
            make: |scene, count| {
                repository(
                    scene,
                    &lines(count, |number| {
                        format!(
                            "[remote \"r{number}\"]\n\turl = https://example.org/r{number}\n\tfetch = +refs/heads/*:refs/remotes/r{number}/*"
                        )
                    }),
                );
            },
            commands: &["validate"],
        },
        Growth {
            what: "rules that rewrite URLs",
            size: 150,
            make: |scene, count| {
                repository(
                    scene,
                    &lines(count, |number| {
                        format!(
                            "[remote \"r{number}\"]\n\turl = x{number}:a\n[url \"https://example.org/{number}/\"]\n\tinsteadOf = x{number}:"
                        )
                    }),
                );
            },
            commands: &["validate"],
        },
        Growth {
            what: "filters",
            size: 150,
            make: |scene, count| {
                repository(scene, &lines(count, |number| format!("[filter \"f{number}\"]\n\tclean = false")));
            },
            commands: &["siblings"],
        },
        Growth {
            what: "branches",
            size: 200,
            make: |scene, count| {
                repository(scene, "");
                scene.sh(&format!("cd s0; head=$(git rev-parse HEAD); for n in $(seq {count}); do echo \"create refs/heads/b$n $head\"; done | git update-ref --stdin; git pack-refs --all"));
            },
            commands: &["branches"],
        },
        Growth {
            what: "lines of .gitignore and .gitattributes",
            size: 1000,
            make: |scene, count| {
                repository(scene, "");
                scene.write("s0/.gitignore", &lines(count, |number| format!("x{number}")));
                scene.write("s0/.gitattributes", &lines(count, |number| format!("x{number} text")));
                scene.sh("cd s0; touch f1 f2 f3 f4 f5; git add f*; touch f*");
            },
            commands: &["siblings"],
        },
    ]);
}
