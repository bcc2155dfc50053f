/* Places in a text that move with it, while somebody goes on writing. */

export function watchPlaces(field) {
  const places = new Set();
  let text = "";

  field.addEventListener("input", () => {
    if (!places.size) return;
    const [before, now] = [text, field.value];
    text = now;
    const { start, end, grown } = changeBetween(before, now);
    for (const place of places) {
      if (place.at >= end && place.at > start) place.at += grown;
      else if (place.at > start) place.at = start;
    }
  });

  return {
    /** A place that stays before what is written at it. */
    mark(at) {
      if (!places.size) text = field.value;
      const place = { at };
      places.add(place);
      return place;
    },
    forget: (place) => places.delete(place),
    /** What else waits at `at` comes after `length` letters that were put there. */
    step(at, length) {
      for (const place of places) if (place.at === at) place.at += length;
    },
  };
}

/** What lies between what both texts begin with and end with: {start, end} in the old one. */
export function changeBetween(before, now) {
  const most = Math.min(before.length, now.length);
  let start = 0;
  while (start < most && before[start] === now[start]) start += 1;
  let tail = 0;
  while (tail < most - start && before[before.length - 1 - tail] === now[now.length - 1 - tail]) tail += 1;
  return { start, end: before.length - tail, grown: now.length - before.length };
}
