/* An older link to a comment that has moved, with the rest of a long conversation, to a page of its
   own. Only a browser knows the part of an address behind the `#`. */
export function start() {
  const rest = document.querySelector(".comments__more > a");
  if (rest && !document.querySelector(location.hash)) location.replace(rest.href + location.hash);
}
