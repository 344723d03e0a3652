//! Small texts as git prints them: how far a branch is from its upstream, and times.

use crate::git::refs::moment;

/// `%(upstream:track,nobracket)`: "", "gone", "ahead 1", "behind 2", "ahead 1, behind 2".
pub(super) fn parse_track(track: &str) -> Option<(usize, usize)> {
    let (mut ahead, mut behind) = (0, 0);
    for part in track.split(", ").filter(|part| !part.is_empty()) {
        match part.split_once(' ')? {
            ("ahead", count) => ahead = count.parse().ok()?,
            ("behind", count) => behind = count.parse().ok()?,
            _ => return None,
        }
    }
    Some((ahead, behind))
}

/// The end of a commit's `committer` line: "NAME <EMAIL> SECONDS +HHMM".
pub(super) fn parse_signature_time(line: &str) -> Option<(jiff::Timestamp, jiff::tz::Offset)> {
    parse_time(line.rsplit_once("> ")?.1)
}

/// "SECONDS +HHMM".
pub(super) fn parse_time(time: &str) -> Option<(jiff::Timestamp, jiff::tz::Offset)> {
    let (seconds, offset) = time.split_once(' ')?;
    let digits: i32 = offset.get(1..)?.parse().ok()?;
    let minutes = digits / 100 * 60 + digits % 100;
    moment(seconds.parse().ok()?, if offset.starts_with('-') { -minutes } else { minutes })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_track_and_a_zone_as_git_prints_them() {
        assert_eq!(parse_track("ahead 2, behind 1"), Some((2, 1)));
        assert_eq!((parse_track("behind 12"), parse_track("")), (Some((0, 12)), Some((0, 0))));
        let zone = |zone: &str| parse_time(&format!("0 {zone}")).map(|(_, offset)| offset.seconds() / 60);
        assert_eq!((zone("+0530"), zone("-0800"), zone("x")), (Some(330), Some(-480), None));
    }

    #[test]
    fn a_commit_s_own_offset_is_kept() {
        let (moment, offset) = parse_signature_time("Ada <a@b> 1767323045 -0330").unwrap();
        assert_eq!((moment.as_second(), offset.seconds()), (1_767_323_045, -12_600));
        assert!(parse_signature_time("Ada <a@b> soon").is_none());
    }
}
