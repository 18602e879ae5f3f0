"""Documents that rewrites find awkward. What stands on a line with `@keep` may not be touched."""

from __future__ import annotations

DOCUMENTS = {
    "markdown with code and a table": """\
# Sorting a list

The function below sorts a list. It was written in 2019 and is not slow.

```python
def order(values):  # @keep
    return sorted(values)  # @keep. Not a sentence! Is it?
```

Use `order([3, 1])` for a start. The table shows the cost.

| size | cost |
|------|------|
| 10   | 0.5  |

- The first point is short.
- The second one is not.
""",
    "nested and unclosed fences": """\
Here is how a fence is written. It takes three marks.

````text
``` @keep
inner @keep. Nothing here is prose.
``` @keep
````

And this one is never closed. Everything after it is code.

~~~sh
echo "one" # @keep
rm -i "$file" # @keep
""",
    "formulas": r"""
The area is $A = \pi r^2$ and it grows quickly. For a radius of 2 cm it is about 12.6 cm².

$$\int_0^1 x^2 dx = 1/3$$ @keep

\[ a \le b. C \ne d \] @keep

\begin{align} x &= 1. \\ y &= 2 @keep \end{align}

So the answer is \(x + y = 3\) in the end. It costs $5 or $10.
""",
    "html": """\
<div class="note">Careful. This is a tag. @keep</div>

The text goes on here. It holds <b>bold words</b> and a line<br>break &amp; more.

<!-- a comment. @keep -->

See https://example.org/a?b=c. Then read [the manual](https://example.org/man "Title. Here").
""",
    "carriage returns": (
        "The first line ends here. It has two sentences.\r\n\r\n"
        "```\r\ncode @keep. here\r\n```\r\n\r\n"
        "The last one is short. It is not long.\r\n"
    ),
    "wrapped lines": """\
This paragraph was wrapped by hand at
a narrow margin. Its second sentence goes on
until here, and it is not the last.

Dear reader,
this greeting stands alone. Thank you for 3 minutes
of your time.
""",
    "emoji and zero width": (
        "The path is long \U0001f9ed and it is steep. Take\u200b water with you \U0001f4a7. "
        "Families \U0001f468\u200d\U0001f469\u200d\U0001f467 walk it in 3 hours. "
        "It is not dangerous.\ufeff"
    ),
    "mixed scripts": (
        "The word 水 means water in Japanese. In Russian it is вода, in Arabic ماء. "
        "All three are common words. None of them is rare."
    ),
    "chinese": "你好，世界。今天天气很好，气温是20度。我们不去公园。",
    "arabic": "مرحبا بالعالم. هذا نص قصير عن الماء. ليس طويلا.",
    "german": "Die Antwort ist nicht schwer und das ist gut. Der Weg ist 12 km lang und steil.",
    "lists only": "1. Boil 2 litres of water.\n2. Add salt.\n\n* not a dash\n* another\n",
    "one word": "Yes",
    "a quotation": 'He said "Stop. Do not go." and left. "It is late," she wrote. They agreed.',
    "abbreviations": "Dr. Smith came at 5 p.m. on Jan. 3. He met Prof. Lee, i.e. the head.",
}
