producers-kind-household = Household
producers-kind-business-household = Business household
producers-kind-cooperative-group = Cooperative group
producers-kind-cooperative = Cooperative

producers-certificate-ocop = OCOP
producers-certificate-vietgap = VietGAP
producers-certificate-organic = Organic
producers-certificate-food-safety-facility = Food safety
producers-certificate-collective-mark = Collective mark
producers-certificate-trade-mark = Trade mark
producers-certificate-geographical-indication = Geographical indication
producers-certificate-growing-area-code = Growing area code
producers-certificate-haccp = HACCP
producers-certificate-self-declaration = Self-declared product
producers-certificate-other = Other papers

producers-lead = { $n } producers around Lập Thạch, each with a name, a hamlet and a phone to call.
producers-count = { $n ->
    [one] { $n } producer
   *[other] { $n } producers
}
producers-filter = Filter producers
producers-find = Search by name
producers-none = There is no such producer yet
producers-none-more = Try a shorter name, with or without accents, or take a filter off.
producers-see-all = See all
producers-call = Call { $phone }
producers-zalo = Message on Zalo
producers-picture = Where { $name } works
producers-goods = On sale now
producers-no-goods = Nothing on sale at the moment; please come back later.
producers-name = Name
producers-contact = Represented by
