from __brick__.tasks import CountWord, count


def test_whole_words_are_counted() -> None:
    assert count("to be or not to be", "be") == 2
    assert count("maybe", "be") == 0


def test_it_asks_for_the_word() -> None:
    assert CountWord.parameters.model_json_schema()["required"] == ["word"]
