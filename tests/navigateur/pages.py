"""The pages that every check walks: one of each kind."""

PAGES = [
    "/",
    "/metiers/",
    "/metiers/?q=soudeur",
    "/metiers/?q=travailler+dehors",
    "/metiers/?q=zzzzqqqq",
    "/metiers/soudeur-soudeuse/",
    "/territoires/",
    "/territoires/contacts/",
    "/territoires/chez-moi/",
    "/compte/login/",
    "/compte/signup/",
    "/compte/password/reset/",
    "/mentions-legales/",
    "/accessibilite/",
    "/donnees-personnelles/",
    "/donnees-ouvertes/",
    "/plan-du-site/",
    "/cette-page-n-existe-pas/",
]
