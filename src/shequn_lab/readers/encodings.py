"""In which encoding a text file is written; every byte of it must agree, and a doubtful guess is an error."""

from __future__ import annotations

import codecs
import re

from shequn_lab.errors import ReadError
from shequn_lab.readers.sniff import CHUNK, RawFile, utf16_order
from shequn_lab.terms import say

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_LABELS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 (BOM)",
    "utf-16": "UTF-16 (BOM)",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
    "gb18030": "GB18030",
}
# What Chinese text, lists of names and chat exports are full of. Bytes of another encoding that happen to
# be valid GB18030 turn into rare signs instead.
_COMMON = frozenset(
    "的一是了我不在人们有来他这上着个地到大里说就去子得也和那要下看天时过出小么起你都把好还多没为又可家学只以主会样年想生同"
    "老中十从自面前头道它后然走很像见两用她国动进成回什边作对开而己些现山民候经发工向事命给长水几义三声于高手知理眼志点心"
    "消息发送时间内容类型昵称成员文本图片语音视频系统通知表情包文件群聊用户主题频道提及回复撤加入红链接"
    "王李张刘陈杨黄赵吴周徐孙马朱胡林郭何罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚"
    "，。！？、：；（）“”《》【】…"
)


def encoding_label(codec: str) -> str:
    """Write the name of an encoding as people know it."""
    return _LABELS.get(codec, codec.upper())


def find_encoding(raw: RawFile, declared: str | None = None) -> str:
    """Return the codec in which the whole file can be read, without one doubtful byte.

    Parameters
    ----------
    raw : RawFile
    declared : str, optional
        What the mapping says; it is checked, not guessed.

    Raises
    ------
    ReadError
        With the position of the first byte that does not fit.
    """
    with raw.open() as file:
        head = file.read(1 << 16)
    bom = next((codec for mark, codec in _BOMS if head.startswith(mark)), None)
    known = declared or bom or utf16_order(head)
    if known:
        if declared and bom and codecs.lookup(declared).name == "utf-8":
            known = bom
        wrong = _first_wrong(raw, known)
        if wrong is None:
            return known
        raise ReadError(
            say("read_bytes", file=raw.name, encoding=encoding_label(known), byte=wrong[1], position=wrong[0]),
            say("read_bytes_declared_remedy" if declared else "read_bytes_remedy"),
        )
    wrong = _first_wrong(raw, "utf-8")
    if wrong is None:
        return "utf-8"
    if _first_wrong(raw, "gb18030") is None and _looks_chinese(raw):
        return "gb18030"
    raise ReadError(
        say("read_bytes", file=raw.name, encoding="UTF-8", byte=wrong[1], position=wrong[0]), say("read_bytes_remedy")
    )


def _first_wrong(raw: RawFile, codec: str) -> tuple[int, str] | None:
    """Position and value of the first byte that `codec` cannot read."""
    decoder = codecs.getincrementaldecoder(codec)("strict")
    seen = 0
    with raw.open() as file:
        while True:
            chunk = file.read(CHUNK)
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                # The decoder may still have held bytes of the chunk before.
                position = seen - (len(error.object) - len(chunk)) + error.start
                return max(position, 0), f"0x{error.object[error.start]:02X}"
            except UnicodeError:
                return seen, "?"
            if not chunk:
                return None
            seen += len(chunk)


def _looks_chinese(raw: RawFile) -> bool:
    """Tell Chinese from other bytes that merely happen to be valid GB18030."""
    with raw.open() as file:
        text = codecs.getincrementaldecoder("gb18030")("strict").decode(file.read(4 * CHUNK))
    signs = re.sub(r"[\x00-\x7f]+", "", text)
    if not signs:
        return True
    plain = sum(sign.encode("gb2312", "ignore")[:1] in _LEADS or ord(sign) > 0xFFFF for sign in signs)
    kana = sum("\u3040" <= sign <= "\u30ff" for sign in signs)
    if plain < 0.8 * len(signs) or kana > 0.1 * len(signs):
        return False
    return len(signs) < 100 or sum(sign in _COMMON for sign in signs) >= 0.03 * len(signs)


# First bytes of the punctuation rows and of the 3,755 signs that make up nearly all running text.
_LEADS = frozenset(bytes([lead]) for lead in (*range(0xA1, 0xA4), *range(0xB0, 0xD8)))
