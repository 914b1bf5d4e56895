"""Values as people say them: digits in words, addresses of mail spoken, names spelt. Made for the redaction bench."""

import random

_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SIGNS = {"@": "at", ".": "dot", "_": "underscore", "-": "dash", "+": "plus"}


def digits_said(digits: str, *, rng: random.Random) -> str:
    """Return digits one by one in words, repeated ones now and then as double or triple, zero as oh or zero."""
    zero = rng.choice(("oh", "zero"))
    words, at = [], 0
    while at < len(digits):
        run = 1
        while at + run < len(digits) and digits[at + run] == digits[at] and run < 3:
            run += 1
        word = zero if digits[at] == "0" else _DIGITS[int(digits[at])]
        if run > 1 and rng.random() < 0.6:
            words.append(f"{'double' if run == 2 else 'triple'} {word}")
            at += run
        else:
            words.append(word)
            at += 1
    return " ".join(words)


def pair_said(number: int) -> str:
    """Return a number under 100 in words."""
    if number < 10:
        return _DIGITS[number]
    if number < 20:
        return _TEENS[number - 10]
    return f"{_TENS[number // 10]} {_DIGITS[number % 10]}" if number % 10 else _TENS[number // 10]


def house_said(number: int) -> str:
    """Return a house number as it is said: 1214 is `twelve fourteen`, 407 `four oh seven`, 300 `three hundred`."""
    if number < 100:
        return pair_said(number)
    first, rest = divmod(number, 100)
    if rest == 0:
        return f"{pair_said(first)} hundred"
    return f"{pair_said(first)} {'oh ' if rest < 10 else ''}{pair_said(rest)}"


def mail_said(mail: str, *, rng: random.Random) -> str:
    """Return an address of mail as it is said: `dana dot ruiz at gmail dot com`."""
    words, word = [], ""
    for character in mail.lower():
        if character.isalpha():
            word += character
            continue
        words.append(word)
        word = ""
        words.append(digits_said(character, rng=rng) if character.isdigit() else _SIGNS[character])
    return " ".join(part for part in (*words, word) if part)


def spelt(name: str, *, rng: random.Random) -> str:
    """Return a name letter by letter: `R U I Z`, `r u i z` or `R-U-I-Z`."""
    letters = [letter for letter in name if letter.isalpha()]
    sign = rng.choice((" ", "-"))
    return sign.join(letter.upper() if sign == "-" or rng.random() < 0.5 else letter.lower() for letter in letters)
