producers-kind-household = Household
producers-kind-business-household = Business household
producers-kind-cooperative-group = Cooperative group
producers-kind-cooperative = Cooperative

producers-certificate-ocop = OCOP
producers-certificate-vietgap = VietGAP
producers-certificate-organic = Organic
producers-certificate-food-safety-facility = Food safety
producers-certificate-collective-mark = Collective mark
producers-certificate-growing-area-code = Growing area code
producers-certificate-haccp = HACCP
producers-certificate-self-declaration = Self-declared product
producers-certificate-other = Other papers
