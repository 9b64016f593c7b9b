"""Texts with the number of their words, for the server and for the script that counts while one writes."""

COUNTED: tuple[tuple[str, int], ...] = (
    ("", 0),
    ("  \n\t ", 0),
    ("Vi planterade tjugo rosor på gården.", 6),
    ("Lamporna – tolv stycken – lyser nu.", 5),
    ("- en punkt\r\n- en till\r\n\r\n• och en tredje", 7),
    ("och/eller t.ex. Möllevången-Sofielund 12:a 1,5", 5),
    ("zon\N{NO-BREAK SPACE}ett\N{THIN SPACE}två\N{NARROW NO-BREAK SPACE}tre", 4),
    ("a\u0301r sa\u0308ger", 2),
    ("زرعنا عشرين شجيرة ورد في الفناء.", 6),
    ("وُضِعَت الإنارةُ ، ثمّ عُدَّ المارّون ؟", 5),
    ("دفعنا ٢٠ ألف كرونة", 4),
    ("مـرحـبًا بكم \N{RIGHT-TO-LEFT MARK} في هيرغوردن", 4),
    ("می\N{ZERO WIDTH NON-JOINER}رویم به خانه", 3),
    ("Betalt: {{money:total:actual}} av {{ money : total : plan }}.", 4),
    ("{{money:total\n:actual}}kronor {{utan slut", 3),
    ("ett\ufefftvå\x85tre\x1cfyra", 4),
    ("😀 😀 ja", 1),
    ("½ m² Ⅻ", 3),
)
