"use strict";
const find = document.getElementById("find");
const outcome = document.getElementById("outcome");
const category = document.getElementById("category");
const count = document.getElementById("count");
const pairs = Array.from(document.querySelectorAll("details.pair"));
const texts = new Map();
function textOf(pair) {
  if (!texts.has(pair)) texts.set(pair, pair.textContent.toLowerCase());
  return texts.get(pair);
}
function filter() {
  const words = find.value.trim().toLowerCase();
  let shown = 0;
  for (const pair of pairs) {
    const fits = (!outcome.value || pair.dataset.outcomes.split(" ").includes(outcome.value))
      && (!category.value || pair.dataset.category === category.value)
      && (!words || textOf(pair).includes(words));
    pair.hidden = !fits;
    shown += fits ? 1 : 0;
  }
  count.textContent = shown + " of " + pairs.length + " pairs";
}
let waiting = 0;
function soon() {
  clearTimeout(waiting);
  waiting = setTimeout(filter, 150);
}
find.addEventListener("input", soon);
outcome.addEventListener("change", filter);
category.addEventListener("change", filter);
filter();
