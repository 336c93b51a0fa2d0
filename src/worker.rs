//! Every job and every schedule on one screen.

use std::time::Duration;

use crate::cart::jobs::SweepCarts;
use crate::catalog::harvest::decide::DecideHarvests;
use crate::catalog::jobs::{DropBadges, RefreshSeason, RefreshShelf, SweepKinds};
use crate::catalog::orphans::SweepPictures;
use crate::catalog::revision::messages::TellRevisionDecided;
use crate::complaints::jobs::RemindOfComplaints;
use crate::complaints::orphans::SweepPhotos;
use crate::complaints::tell::{TellComplaintEnded, TellComplaintSaid, TellReplaced, TellWritten};
use crate::figures::jobs::{CompareFigures, CountSales};
use crate::flags::phrase::FlagPhrase;
use crate::office::reports::monthly::job::MakeMonthlyReport;
use crate::orders::adopt::AdoptOrders;
use crate::orders::delays::PutOffParcels;
use crate::orders::messages::{TellHousehold, TellOrderPlaced, TellParcelMoved};
use crate::payments::books::CheckBooks;
use crate::payments::card::poll::PollStripe;
use crate::payments::expire::ExpireUnpaid;
use crate::payments::let_go::LetGo;
use crate::payments::messages::{SendRefund, TellCredit, TellExpired, TellPaid, TellRefund};
use crate::payments::rules::ApplyRules;
use crate::payments::tell_corrected::TellCorrected;
use crate::payments::tell_moved::TellMoved;
use crate::payments::tell_rise::TellRise;
use crate::payments::transfer::statements::TakeStatement;
use crate::payments::transfer::webhook::RetryNotices;
use crate::payments::unconfirmed::FollowUnconfirmed;
use crate::people::erase::DropPhotos;
use crate::people::export::{MakeExport, SweepExports};
use crate::platform::jobs::Works;
use crate::platform::messages::SendMessage;
use crate::platform::sweep::Sweep;
use crate::producers::expiry::RemindExpiring;
use crate::producers::identity::expire::ExpireIdentities;
use crate::producers::identity::remind::RemindIdentities;
use crate::producers::orphans::SweepPapers;
use crate::producers::suspension::CarryOutSuspensions;
use crate::reactions::react;
use crate::reviews::tell::TellReviewsWritten;
use crate::search::log::SweepSearches;
use crate::search::meili::jobs::{CompareIndex, CompareTonight};
use crate::search::remake::RemakeIndex;
use crate::search::vocabulary::RebuildVocabulary;
use crate::sell::import::job::TakeImport;
use crate::sell::trace::tell::TellRecalled;
use crate::storefront::plan::ApplyPages;

pub fn works() -> anyhow::Result<Works> {
    Works::new(react)
        .job::<SendMessage>()
        .job::<RefreshShelf>()
        .job::<TellOrderPlaced>()
        .job::<TellParcelMoved>()
        .job::<TellHousehold>()
        .job::<PutOffParcels>()
        .job::<AdoptOrders>()
        .job::<TellPaid>()
        .job::<TellExpired>()
        .job::<TellRefund>()
        .job::<TellCredit>()
        .job::<TellMoved>()
        .job::<TellRise>()
        .job::<SendRefund>()
        .job::<TakeStatement>()
        .job::<TellRevisionDecided>()
        .job::<TellRecalled>()
        .job::<TellCorrected>()
        .job::<TakeImport>()
        .job::<TellComplaintSaid>()
        .job::<TellComplaintEnded>()
        .job::<TellReplaced>()
        .job::<TellWritten>()
        .job::<TellReviewsWritten>()
        .job::<CountSales>()
        .job::<MakeMonthlyReport>()
        .job::<MakeExport>()
        .job::<DropPhotos>()
        .job::<RemakeIndex>()
        .job::<CompareIndex>()
        .job::<FlagPhrase>()
        .every(Duration::from_secs(20), &ExpireUnpaid {})?
        .every(Duration::from_secs(60), &FollowUnconfirmed {})?
        .every(Duration::from_secs(60), &DecideHarvests {})?
        .every(Duration::from_secs(60), &DropBadges {})?
        .every(Duration::from_secs(300), &RemindOfComplaints {})?
        .every(Duration::from_secs(60), &ApplyRules {})?
        .every(Duration::from_secs(60), &ApplyPages {})?
        .every(Duration::from_secs(60), &CarryOutSuspensions {})?
        .every(Duration::from_secs(60), &LetGo {})?
        .every(Duration::from_secs(60), &RetryNotices {})?
        .every(Duration::from_secs(60), &PollStripe {})?
        .every(Duration::from_secs(3600), &Sweep {})?
        .every(Duration::from_secs(3600), &SweepCarts {})?
        .every(Duration::from_secs(3600), &ExpireIdentities {})?
        .every(Duration::from_secs(3600), &RemindIdentities {})?
        .every(Duration::from_secs(3600), &RemindExpiring {})?
        // Hourly, and by itself at midnight, so that a month begins and a certificate ends on the shelf when they do.
        .every(Duration::from_secs(3600), &RefreshSeason {})?
        .every(Duration::from_secs(3600), &RebuildVocabulary {})?
        .every(Duration::from_secs(3600), &CompareTonight {})?
        .every(Duration::from_secs(3600), &SweepPictures {})?
        .every(Duration::from_secs(3600), &SweepExports {})?
        .every(Duration::from_secs(24 * 3600), &SweepPhotos {})?
        .every(Duration::from_secs(24 * 3600), &SweepPapers {})?
        .every(Duration::from_secs(24 * 3600), &SweepKinds {})?
        .every(Duration::from_secs(24 * 3600), &SweepSearches {})?
        .every(Duration::from_secs(24 * 3600), &CheckBooks {})?
        .every(Duration::from_secs(24 * 3600), &CompareFigures {})
}
