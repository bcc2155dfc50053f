/* Comments show their day; who points at it sees the time, in the reader's own time zone. */
export function start(list) {
  const moment = new Intl.DateTimeFormat(document.documentElement.lang, {
    dateStyle: "full",
    timeStyle: "short",
  });
  list.addEventListener("pointerover", ({ target }) => {
    const time = target.closest("time");
    if (time && !time.title) time.title = moment.format(new Date(time.dateTime));
  });
}
