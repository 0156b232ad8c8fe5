def test_la_page_d_accueil_repond(client, db):
    assert client.get("/").status_code == 200
