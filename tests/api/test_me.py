def test_me_tells_who_the_token_is(client, caller):
    response = client.get("/api/v1/me", headers=caller("owner", "analyst"))
    assert response.status_code == 200
    assert response.json == {
        "id": 1,
        "email": "ada@tax.example",
        "name": "Ada Reed",
        "department": {"slug": "tax", "name": "Tax"},
        "roles": ["volunteer", "owner", "analyst"],
    }
