//! What counts as sold, and for how much: the one place that says so, for a household's own figures and for the office's.

/// Whose parcels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Those of the household `$1`, ordered from `$2` on and before `$3` (days in Vietnam).
    Household,
    /// Everybody's, ordered from `$1` on and before `$2`.
    Market,
}

impl Whose {
    /// Which of the parcels `p` are looked at, as far as no order need be read for it.
    const fn own(self) -> &'static str {
        match self {
            Whose::Household => "p.producer_id = $1",
            Whose::Market => "true",
        }
    }

    /// The same where `p` stands alone and its orders would be many.
    fn own_of_days(self) -> String {
        match self {
            Whose::Household => self.own().to_owned(),
            Whose::Market => format!("p.order_id IN (SELECT o.id FROM orders o WHERE {})", self.days()),
        }
    }

    /// Which of the orders `o`.
    #[must_use]
    pub fn days(self) -> String {
        let (from, until) = match self {
            Whose::Household => (2, 3),
            Whose::Market => (1, 2),
        };
        format!(
            "o.placed_at >= ${from}::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' \
             AND o.placed_at < ${until}::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh'"
        )
    }
}

/// `WITH … sold AS (…)`: the parcels that count, with their order, the buyer's phone, the day, the goods' money in đồng, and
/// `whole`, the sum of what its lines weigh when that money is parted among them.
///
/// What was refused, cancelled, given up or never paid for does not count, nor what was given back whole. What a
/// correction took off is off. The money is
/// what a payout's statement calls goods, less what of them went back: the household's own discount is off, one that the
/// market bears is not. The same as `payments::parcel_money` and `payments::shares` have it, for many parcels at once.
#[must_use]
pub fn sold(whose: Whose) -> String {
    let (own, own_of_days, days) = (whose.own(), whose.own_of_days(), whose.days());
    format!(
        "WITH back AS ( \
           SELECT r.parcel_id, sum(r.of_goods)::bigint AS goods, sum(x.amount)::bigint AS lines \
           FROM refunds r JOIN parcels p ON p.id = r.parcel_id AND {own_of_days} \
           LEFT JOIN LATERAL (SELECT sum(x.amount) AS amount FROM refund_lines x WHERE x.refund_id = r.id) x ON true \
           GROUP BY r.parcel_id), \
         off AS ( \
           SELECT c.parcel_id, sum(x.paid_off)::bigint AS paid, sum(x.total_off)::bigint AS total \
           FROM corrections c JOIN parcels p ON p.id = c.parcel_id AND {own_of_days} \
           JOIN correction_lines x ON x.correction_id = c.id GROUP BY c.parcel_id), \
         sold AS ( \
           SELECT p.id, p.order_id, o.buyer_phone, (o.placed_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS day, \
                  m.kept + CASE WHEN o.discount_borne_by IS DISTINCT FROM 'market' THEN 0 WHEN m.net = 0 THEN p.discount - coalesce(f.total, 0) \
                                ELSE round(p.discount::numeric * m.kept / m.net)::bigint END AS goods, \
                  CASE WHEN m.net = 0 THEN p.goods_total - coalesce(f.total, 0) \
                       ELSE m.net - coalesce(b.lines, 0) - coalesce(f.paid, 0) END AS whole \
           FROM parcels p JOIN orders o ON o.id = p.order_id LEFT JOIN back b ON b.parcel_id = p.id \
                LEFT JOIN off f ON f.parcel_id = p.id \
           CROSS JOIN LATERAL (SELECT p.goods_total - p.discount AS net, \
                                      greatest(p.goods_total - p.discount - coalesce(b.goods, 0) - p.cut, 0) AS kept) m \
           WHERE {own} AND p.state IN ('placed', 'confirmed', 'packed', 'handed_over', 'delivered') \
             AND (m.kept > 0 OR m.net = 0) AND {days}) "
    )
}

/// What follows [`sold`]: `lines`, each line of those parcels with the pieces, grams and money that stayed sold.
#[must_use]
pub fn lines(whose: Whose) -> String {
    let own = whose.own_of_days();
    format!(
        ", returned AS ( \
           SELECT x.line_id, sum(x.qty) AS qty, sum(x.amount) AS amount \
           FROM refunds r JOIN parcels p ON p.id = r.parcel_id AND {own} \
           JOIN refund_lines x ON x.refund_id = r.id GROUP BY x.line_id), \
         lines AS ( \
           SELECT s.day, s.id AS parcel_id, l.id AS line_id, s.goods AS of_parcel, l.product_id, l.pack_id, \
                  l.qty - l.qty_off - coalesce(b.qty, 0) AS qty, \
                  round((l.qty - l.qty_off - coalesce(b.qty, 0)) * piece_grams(l)) AS grams, \
                  CASE WHEN s.goods = s.whole AND b.line_id IS NULL THEN l.total - l.discount - l.paid_off \
                       WHEN s.whole > 0 THEN s.goods * CASE WHEN l.discount = l.total THEN l.total - l.total_off \
                         ELSE greatest(l.total - l.discount - l.paid_off - coalesce(b.amount, 0), 0) END::numeric / s.whole \
                       ELSE 0 END AS goods \
           FROM sold s JOIN order_lines l ON l.parcel_id = s.id LEFT JOIN returned b ON b.line_id = l.id) "
    )
}

/// The parcels `p` that their household ever saw: as the desk's own list has it.
pub const SEEN: &str = "p.state NOT IN ('awaiting_payment', 'expired') \
       AND NOT (p.state = 'cancelled' AND EXISTS (SELECT FROM parcel_diary d WHERE d.parcel_id = p.id \
                AND d.from_state = 'awaiting_payment' AND d.to_state = 'cancelled'))";
