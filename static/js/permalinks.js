/* An older link to a comment that has moved, with the rest of a long conversation, to a page of its
   own; and a link into a fold, for browsers that do not open it themselves. Only a browser knows the
   part of an address behind the `#`. */
export function start() {
  const rest = document.querySelector(".comments__more > a");
  const comment = document.querySelector(location.hash);
  if (rest && !comment) location.replace(rest.href + location.hash);
  const fold = comment?.closest(".comments__fold > details");
  if (!fold || fold.open) return;
  fold.open = true;
  comment.scrollIntoView();
}
