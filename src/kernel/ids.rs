//! A type for each table's key, so that a parcel's number is never taken for an order's.

macro_rules! ids {
    ($($name:ident),+ $(,)?) => {$(
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash,
            serde::Serialize, serde::Deserialize, diesel_derive_newtype::DieselNewType)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

ids!(
    AccountId,
    BankAccountId,
    BroadcastId,
    CartId,
    CategoryId,
    CertificateId,
    CollectionId,
    ComplaintId,
    DiaryLineId,
    FlagId,
    CorrectionId,
    DataExportId,
    DataRequestId,
    HarvestDelayId,
    HarvestId,
    ImportId,
    JobId,
    LotId,
    MessageId,
    NewsId,
    MonthlyReportId,
    OrderId,
    OrderLineId,
    PackId,
    ParcelId,
    PaymentId,
    PayoutBatchId,
    PayoutId,
    PickupPointId,
    PictureId,
    PlotId,
    ProducerId,
    ProductId,
    RefundId,
    ReviewId,
    RevisionId,
    RoundId,
    SpotlightId,
    StatementId,
    TakedownId,
    TransferId,
    UnitId,
    VoucherId,
);
