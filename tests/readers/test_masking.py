"""What identifies people is taken out of texts that are kept or shown; the rest stays readable."""

from __future__ import annotations

import pyarrow as pa
import pytest

from shequn_lab.readers.masking import mask, outline


def masked(text: str) -> str:
    return str(mask(pa.array([text]))[0].as_py())


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("写信到 li.lei+1@mail.example.com 吧", "写信到 ‹e-mail› 吧"),
        ("加 wxid_ab12cd34 好友", "加 ‹id› 好友"),
        ("@王 小明\u2005在吗", "@‹name› 在吗"),
        ("@李雷，在吗", "@‹name›，在吗"),
        ("＠李雷 在吗", "@‹name› 在吗"),
        ("身份证 11010519491231002X", "身份证 ‹id number›"),
        ("打 138 0013 8000", "打 ‹phone›"),
        ("打 13800138000 或 010-12345678", "打 ‹phone› 或 ‹phone›"),
        ("call +44 20 7946 0958 now", "call ‹phone› now"),
        ("一三八：１３８００１３８０００", "一三八：‹digits›"),
        ("订单 123456", "订单 ‹digits›"),
    ],
)
def test_what_identifies_is_replaced_by_what_it_was(text: str, kept: str) -> None:
    assert masked(text) == kept


@pytest.mark.parametrize("text", ["下午 3:05 见，带 12 个人", "第 12345 名", "价格 99.50 元", "没有名字", ""])
def test_what_identifies_nobody_stays(text: str) -> None:
    assert masked(text) == text


def test_missing_texts_stay_missing() -> None:
    assert mask(pa.array([None, "x"], pa.string())).to_pylist() == [None, "x"]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("2024-12-13 20:34", "2024-12-13 20:34"),
        ("2024年12月13日 下午8时", "2024年12月13日 下午8时"),
        ("13800138000", "138…"),
        ("张伟", "··"),
        ("Dec 13, 8:34 PM", "··· 13, 8:34 PM"),
        ("=1+1", "1+1"),
        ("-5", "5"),
        ("\t12:00\x00", "12:00"),
        ("1 " * 100, "1 " * 19 + "1…"),
    ],
)
def test_an_outline_shows_how_a_value_is_written_and_not_what_it_says(value: str, shown: str) -> None:
    assert outline(value) == shown
