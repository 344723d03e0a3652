//! Bytes from Nushell → the bytes of one message. Decoders call themselves for each value within a value, so that deep
//! values would overflow the stack of the thread that reads, and end every call of the process; and a decoder that gives
//! up in the middle of a message has lost the place where the next one begins.
//!
//! Refuses to do: recursion, and taking a length for granted that the input only claims to have.

use std::io::{self, BufRead, ErrorKind, Read};

use rmp::Marker;

/// How deep the arrays and maps of a message may lie in each other. A list within a list takes two of these.
const DEEPEST: usize = 256;

/// One message.
#[derive(Debug, PartialEq, Eq)]
pub struct Message {
    /// As it came; what lies too deep is left out, and nil is in its place.
    pub bytes: Vec<u8>,
    /// Whether something lies too deep.
    pub is_too_deep: bool,
}

/// Reads one message; `None` at the end of the input, also in the middle of a message.
pub fn read(input: &mut impl BufRead) -> Result<Option<Message>, String> {
    match whole(input) {
        Ok(message) => Ok(Some(message)),
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(error.to_string()),
    }
}

fn whole(input: &mut impl BufRead) -> io::Result<Message> {
    let mut message = Message { bytes: Vec::new(), is_too_deep: false };
    // How many values are still to come in each of the containers that are open; the message itself is one value.
    let mut open: Vec<u64> = vec![1];
    // How many are still to be left out.
    let mut skipped: u64 = 0;
    loop {
        if skipped == 0 {
            while open.last() == Some(&0) {
                open.pop();
            }
            let Some(left) = open.last_mut() else { return Ok(message) };
            *left -= 1;
        }
        let start = message.bytes.len();
        let contents = head(input, &mut message.bytes)?;
        if skipped > 0 {
            message.bytes.truncate(start);
            skipped = (skipped - 1).saturating_add(contents);
        } else if contents > 0 && open.len() > DEEPEST {
            message.bytes.truncate(start);
            message.bytes.push(rmp::Marker::Null.to_u8());
            message.is_too_deep = true;
            skipped = contents;
        } else if contents > 0 {
            open.push(contents);
        }
    }
}

/// Reads a value that contains no others, or the head of one that does: how many values it contains.
fn head(input: &mut impl BufRead, bytes: &mut Vec<u8>) -> io::Result<u64> {
    let mut first = [0];
    input.read_exact(&mut first)?;
    bytes.extend(first);
    let (length, contents) = match Marker::from_u8(first[0]) {
        Marker::FixPos(_) | Marker::FixNeg(_) | Marker::Null | Marker::False | Marker::True => (0, 0),
        Marker::U8 | Marker::I8 => (1, 0),
        Marker::U16 | Marker::I16 | Marker::FixExt1 => (2, 0),
        Marker::FixExt2 => (3, 0),
        Marker::U32 | Marker::I32 | Marker::F32 => (4, 0),
        Marker::FixExt4 => (5, 0),
        Marker::U64 | Marker::I64 | Marker::F64 => (8, 0),
        Marker::FixExt8 => (9, 0),
        Marker::FixExt16 => (17, 0),
        Marker::FixStr(length) => (length.into(), 0),
        Marker::Str8 | Marker::Bin8 => (number(input, bytes, 1)?, 0),
        Marker::Str16 | Marker::Bin16 => (number(input, bytes, 2)?, 0),
        Marker::Str32 | Marker::Bin32 => (number(input, bytes, 4)?, 0),
        // The type of an extension stands between its length and its content.
        Marker::Ext8 => (number(input, bytes, 1)? + 1, 0),
        Marker::Ext16 => (number(input, bytes, 2)? + 1, 0),
        Marker::Ext32 => (number(input, bytes, 4)? + 1, 0),
        Marker::FixArray(length) => (0, length.into()),
        Marker::Array16 => (0, number(input, bytes, 2)?),
        Marker::Array32 => (0, number(input, bytes, 4)?),
        Marker::FixMap(length) => (0, 2 * u64::from(length)),
        Marker::Map16 => (0, 2 * number(input, bytes, 2)?),
        Marker::Map32 => (0, 2 * number(input, bytes, 4)?),
        Marker::Reserved => return Err(io::Error::new(ErrorKind::InvalidData, "a byte that begins no value")),
    };
    copy(input, bytes, length)?;
    Ok(contents)
}

/// Reads a number of so many bytes, the most significant first.
fn number(input: &mut impl BufRead, bytes: &mut Vec<u8>, length: u64) -> io::Result<u64> {
    let start = bytes.len();
    copy(input, bytes, length)?;
    Ok(bytes[start..].iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}

fn copy(input: &mut impl BufRead, bytes: &mut Vec<u8>, length: u64) -> io::Result<()> {
    let copied = if length == 0 { 0 } else { input.take(length).read_to_end(bytes)? };
    if u64::try_from(copied).ok() == Some(length) { Ok(()) } else { Err(ErrorKind::UnexpectedEof.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::tree::{self, Tree};
    use proptest::prelude::*;

    fn any_tree() -> impl Strategy<Value = Tree> {
        let leaf = prop_oneof![
            Just(Tree::Nil),
            any::<bool>().prop_map(Tree::from),
            any::<i64>().prop_map(Tree::from),
            any::<u8>().prop_map(Tree::from),
            any::<f64>().prop_map(Tree::from),
            any::<f32>().prop_map(Tree::from),
            ".{0,300}".prop_map(Tree::from),
            prop::collection::vec(any::<u8>(), 0..70_000).prop_map(Tree::Binary),
            (any::<i8>(), prop::collection::vec(any::<u8>(), 0..300)).prop_map(|(kind, bytes)| Tree::Ext(kind, bytes)),
        ];
        leaf.prop_recursive(6, 60, 20, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..20).prop_map(Tree::Array),
                prop::collection::vec((inner.clone(), inner), 0..20).prop_map(Tree::Map),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_message_is_read_as_it_came_and_the_next_one_after_it(message in any_tree(), cut: prop::sample::Index) {
            let bytes = tree::bytes(&message);
            let both = [bytes.clone(), bytes.clone()].concat();
            let mut input = both.as_slice();
            for _ in 0..2 {
                prop_assert_eq!(read(&mut input).unwrap(), Some(Message { bytes: bytes.clone(), is_too_deep: false }));
            }
            prop_assert_eq!(read(&mut input).unwrap(), None);
            prop_assert_eq!(read(&mut &bytes[..cut.index(bytes.len())]).unwrap(), None);
        }
    }

    #[test]
    fn what_lies_too_deep_is_left_out_and_the_next_message_is_found() {
        let deep = |levels: usize| [vec![0x91; levels], b"\x93\x01\xa1x\x81\x02\x03".to_vec()].concat();
        let with_others = |levels: usize| [vec![0x92], deep(levels), vec![0x07]].concat();
        let whole = |bytes: Vec<u8>| Some(Message { bytes, is_too_deep: false });
        assert_eq!(read(&mut with_others(DEEPEST - 3).as_slice()).unwrap(), whole(with_others(DEEPEST - 3)));
        // So deep that what recurses would have no stack for it.
        let bytes = [with_others(1_000_000), vec![0x05]].concat();
        let mut input = bytes.as_slice();
        let left = [vec![0x92], vec![0x91; DEEPEST - 1], vec![0xc0, 0x07]].concat();
        assert_eq!(read(&mut input).unwrap(), Some(Message { bytes: left, is_too_deep: true }));
        assert_eq!(read(&mut input).unwrap(), whole(vec![0x05]));
    }

    #[test]
    fn a_length_that_is_only_claimed_takes_no_memory() {
        for head in [[0xc6], [0xdb], [0xdd], [0xdf], [0xc9]] {
            let bytes = [head.to_vec(), vec![0xff; 4]].concat();
            assert_eq!(read(&mut bytes.as_slice()).unwrap(), None);
        }
        assert!(read(&mut [0xc1].as_slice()).unwrap_err().contains("begins no value"));
    }
}
