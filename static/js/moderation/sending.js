// Decisions on their way to the server: one after another, in the order of the keys.

/** `post(address, values)` answers what the server says of it; `lost` where it says nothing. */
export function makeSender({ token, lost }) {
  let last = Promise.resolve();

  async function send(address, values) {
    try {
      const answer = await fetch(address, {
        method: "POST",
        body: new URLSearchParams([["csrfmiddlewaretoken", token], ...values]),
        headers: { Accept: "application/json" },
        redirect: "manual", // to the login: what comes from there is no answer
      });
      return { items: [], late: [], ...(await answer.json()) };
    } catch {
      return { said: lost, items: [], late: [] };
    }
  }

  return {
    post: send,
    /** Do `task` when all that was asked before is done. */
    inTurn(task) {
      last = last.then(task);
      return last;
    },
  };
}
