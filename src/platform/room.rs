//! Room for the files that come with forms: all that a process holds at once, and each sender's share of it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;

use crate::kernel::ids::AccountId;

/// A file grows by so much at a time: doubled, it would take twice its size.
const STEP: usize = 1024 * 1024;

/// Who sends a file. All that an account holds is counted together, and so is all that comes from one address, whoever is signed
/// in there: somebody with many accounts is one to the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender {
    /// `None`: whoever is not signed in.
    pub account: Option<AccountId>,
    pub address: String,
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
    held: Mutex<Held>,
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Held {
    all: usize,
    accounts: BTreeMap<AccountId, usize>,
    addresses: BTreeMap<String, usize>,
}

impl Held {
    fn at(&self, sender: &Sender) -> usize {
        self.addresses.get(&sender.address).copied().unwrap_or(0)
    }

    /// What is counted as this sender's own.
    fn of(&self, sender: &Sender) -> usize {
        sender.account.map_or(self.at(sender), |account| self.accounts.get(&account).copied().unwrap_or(0))
    }
}

/// Who holds nothing is not remembered.
fn less<K: Ord>(held: &mut BTreeMap<K, usize>, key: &K, kib: usize) {
    if let Some(own) = held.get_mut(key) {
        *own = own.saturating_sub(kib);
        if *own == 0 {
            held.remove(key);
        }
    }
}

impl Room {
    #[must_use]
    pub fn new(all: usize, account: usize, address: usize) -> Self {
        Room { all, account, address, held: Mutex::default() }
    }

    /// Takes so many for a sender, or none where it or its address has its share, or as much of the room as others leave to it.
    fn take(&self, sender: &Sender, kib: usize) -> bool {
        let share = if sender.account.is_some() { self.account } else { self.address };
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let before = held.of(sender);
        let (own, others) = (before + kib, held.all.saturating_sub(before));
        let free = self.all.saturating_sub(others);
        let left_to_it = (2 * self.account).saturating_sub(others).max(free / 2);
        if own > share.min(left_to_it).min(free) || held.at(sender) + kib > self.address {
            return false;
        }
        held.all += kib;
        *held.addresses.entry(sender.address.clone()).or_default() += kib;
        if let Some(account) = sender.account {
            *held.accounts.entry(account).or_default() += kib;
        }
        true
    }

    fn give_back(&self, sender: &Sender, kib: usize) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.all = held.all.saturating_sub(kib);
        less(&mut held.addresses, &sender.address, kib);
        if let Some(account) = sender.account {
            less(&mut held.accounts, &account, kib);
        }
    }

    /// Kibibytes that nobody holds.
    #[cfg(test)]
    pub fn left(&self) -> usize {
        self.all - self.held.lock().unwrap_or_else(PoisonError::into_inner).all
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

    /// Takes room for a file of so many bytes, of which none need have come, and says whether there was.
    pub fn reserve(&mut self, bytes: usize) -> bool {
        let more = bytes.div_ceil(1024).saturating_sub(self.kib);
        if more > 0 && !self.room.take(&self.sender, more) {
            return false;
        }
        self.kib += more;
        true
    }

    /// Takes a piece in, and says whether there was room for it. What was reserved is there.
    pub fn push(&mut self, piece: &[u8]) -> bool {
        let length = self.bytes.len() + piece.len();
        if !self.reserve(length) {
            return false;
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

    /// The whole file. Its room is held until the last of its readers lets go; what it has not needed is free.
    #[must_use]
    pub fn whole(mut self) -> Bytes {
        let needed = self.bytes.len().div_ceil(1024).min(self.kib);
        self.room.give_back(&self.sender, self.kib - needed);
        self.kib = needed;
        if self.bytes.is_empty() { Bytes::new() } else { Bytes::from_owner(self) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(id: i64) -> Sender {
        Sender { account: Some(AccountId(id)), address: format!("192.0.2.{id}") }
    }

    fn street(address: &str) -> Sender {
        Sender { account: None, address: address.to_owned() }
    }

    #[test]
    fn nobody_holds_more_than_a_share_and_all_together_no_more_than_there_is() {
        let room = Arc::new(Room::new(10, 4, 6));
        let of = |sender: &Sender, kib: usize| {
            let mut file = Roomed::new(&room, sender);
            file.push(&vec![7; kib * 1024]).then_some(file)
        };
        let (one, other, street) = (account(1), account(2), street("198.51.100.7"));
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
        assert_eq!(*room.held.lock().unwrap(), Held::default(), "who holds nothing is not remembered");
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

    #[test]
    fn many_accounts_at_one_address_hold_no_more_than_it_may() {
        let room = Arc::new(Room::new(64, 25, 32));
        let of = |sender: &Sender, kib: usize| {
            let mut file = Roomed::new(&room, sender);
            file.push(&vec![7; kib * 1024]).then_some(file)
        };
        let there = |id| Sender { account: Some(AccountId(id)), ..street("198.51.100.7") };
        let mut held = vec![of(&there(1), 25).unwrap(), of(&there(2), 7).unwrap()];
        for id in 3..9 {
            assert!(of(&there(id), 1).is_none(), "{id}");
        }
        assert!(of(&street("198.51.100.7"), 1).is_none(), "nor does who is not signed in");
        held.push(of(&account(9), 18).unwrap());
        held.push(of(&account(10), 7).unwrap());
        held.remove(1);
        assert!(of(&there(3), 7).is_some() && of(&there(3), 8).is_none());
        drop(held);
        assert_eq!(room.left(), 64);
    }

    #[test]
    fn who_has_asked_for_it_at_the_start_finds_its_room_at_the_end() {
        let room = Arc::new(Room::new(64, 25, 32));
        let mut first = Roomed::new(&room, &account(1));
        assert!(first.reserve(25 * 1024) && !first.reserve(26 * 1024));
        let mut others = Vec::new();
        for id in 2..8 {
            let mut file = Roomed::new(&room, &account(id));
            while file.push(&[7; 1024]) {}
            others.push(file);
        }
        for _ in 0..20 {
            assert!(first.push(&[7; 1024]), "it is there, however many have come since");
        }
        let before = room.left();
        let whole = first.whole();
        assert_eq!((whole.len(), room.left() - before), (20 * 1024, 5), "what was not needed is free");
        drop((whole, others));
        assert_eq!(room.left(), 64);
    }
}
