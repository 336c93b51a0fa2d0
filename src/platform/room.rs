//! Room for the files that come with forms: all that a process holds at once, and each sender's share of it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;

use crate::kernel::ids::AccountId;

/// A file grows by so much at a time: doubled, it would take twice its size.
const STEP: usize = 1024 * 1024;

/// Who sends a file. All that one sender's files hold is counted together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sender {
    Account(AccountId),
    /// Whoever is not signed in, by address.
    Address(String),
}

/// So many kibibytes, and who holds how many of them. Two of the largest files find room beside each other; of what is left
/// then, whoever comes gets no more than half: some who hold all they may, and bring the rest slowly, leave room for a photo.
#[derive(Debug)]
pub struct Room {
    all: usize,
    /// An account may hold so many.
    account: usize,
    /// An address: behind one of a phone company's stand thousands of buyers.
    address: usize,
    held: Mutex<BTreeMap<Sender, usize>>,
}

impl Room {
    #[must_use]
    pub fn new(all: usize, account: usize, address: usize) -> Self {
        Room { all, account, address, held: Mutex::new(BTreeMap::new()) }
    }

    /// Takes so many for a sender, or none where it has its share, or as much of the room as others leave to it.
    fn take(&self, sender: &Sender, kib: usize) -> bool {
        let share = match sender {
            Sender::Account(_) => self.account,
            Sender::Address(_) => self.address,
        };
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let before = held.get(sender).copied().unwrap_or(0);
        let (own, others) = (before + kib, held.values().sum::<usize>() - before);
        let free = self.all.saturating_sub(others);
        let left_to_it = (2 * self.account).saturating_sub(others).max(free / 2);
        if own > share.min(left_to_it).min(free) {
            return false;
        }
        held.insert(sender.clone(), own);
        true
    }

    fn give_back(&self, sender: &Sender, kib: usize) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = held.get_mut(sender) {
            *own = own.saturating_sub(kib);
            if *own == 0 {
                held.remove(sender);
            }
        }
    }

    /// Kibibytes that nobody holds.
    #[cfg(test)]
    pub fn left(&self) -> usize {
        self.all - self.held.lock().unwrap_or_else(PoisonError::into_inner).values().sum::<usize>()
    }
}

/// A file in its room, as it comes. It holds its room until it is dropped.
#[derive(Debug)]
pub struct Roomed {
    bytes: Vec<u8>,
    kib: usize,
    room: Arc<Room>,
    sender: Sender,
}

impl AsRef<[u8]> for Roomed {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for Roomed {
    fn drop(&mut self) {
        self.room.give_back(&self.sender, self.kib);
    }
}

impl Roomed {
    #[must_use]
    pub fn new(room: &Arc<Room>, sender: &Sender) -> Self {
        Roomed { bytes: Vec::new(), kib: 0, room: Arc::clone(room), sender: sender.clone() }
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Takes a piece in, and says whether there was room for it.
    pub fn push(&mut self, piece: &[u8]) -> bool {
        let length = self.bytes.len() + piece.len();
        let more = length.div_ceil(1024).saturating_sub(self.kib);
        if more > 0 {
            if !self.room.take(&self.sender, more) {
                return false;
            }
            self.kib += more;
        }
        if length > self.bytes.capacity() {
            self.bytes.reserve_exact(piece.len().max(STEP));
        }
        self.bytes.extend_from_slice(piece);
        true
    }

    /// Lets go of what has come so far.
    pub fn clear(&mut self) {
        self.room.give_back(&self.sender, self.kib);
        self.kib = 0;
        self.bytes = Vec::new();
    }

    /// The whole file. Its room is held until the last of its readers lets go.
    #[must_use]
    pub fn whole(self) -> Bytes {
        if self.bytes.is_empty() { Bytes::new() } else { Bytes::from_owner(self) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(id: i64) -> Sender {
        Sender::Account(AccountId(id))
    }

    #[test]
    fn nobody_holds_more_than_a_share_and_all_together_no_more_than_there_is() {
        let room = Arc::new(Room::new(10, 4, 6));
        let of = |sender: &Sender, kib: usize| {
            let mut file = Roomed::new(&room, sender);
            file.push(&vec![7; kib * 1024]).then_some(file)
        };
        let (one, other, street) = (account(1), account(2), Sender::Address("192.0.2.1".to_owned()));
        let first = of(&one, 3).unwrap();
        assert!(of(&one, 2).is_none(), "its share is four");
        let second = of(&one, 1).unwrap();
        assert!(of(&one, 1).is_none());
        assert!(of(&street, 7).is_none(), "an address has six");
        let third = of(&street, 4).unwrap();
        assert!(of(&other, 2).is_none(), "two are left for everybody");
        let fourth = of(&other, 1).unwrap();
        assert_eq!(room.left(), 1);
        drop((first, second));
        assert_eq!(room.left(), 5);
        assert!(of(&one, 3).is_some(), "who lets go may send again");
        drop((third, fourth));
        assert_eq!(room.left(), 10);
        assert!(room.held.lock().unwrap().is_empty(), "who holds nothing is not remembered");
    }

    #[test]
    fn whoever_comes_finds_half_of_what_is_left_behind_two_of_the_largest_files() {
        let room = Arc::new(Room::new(64, 25, 32));
        let of = |id: i64, kib: usize| {
            let mut file = Roomed::new(&room, &account(id));
            file.push(&vec![7; kib * 1024]).then_some(file)
        };
        let mut held = vec![of(1, 25).unwrap(), of(2, 25).unwrap()];
        // However many come after them, and take all they may: none of them takes what the next one needs.
        for (id, most) in (3..).zip([7, 3, 2, 1]) {
            assert!(of(id, most + 1).is_none(), "{most}");
            held.push(of(id, most).unwrap());
            assert!(of(id, 1).is_none(), "nor piece by piece");
        }
        assert_eq!(room.left(), 1);
        held.truncate(1);
        assert_eq!(room.left(), 39);
        assert!(of(2, 25).is_some() && of(3, 26).is_none());
    }
}
