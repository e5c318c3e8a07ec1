// Warns before somebody is signed out for doing nothing, and lets them stay. Used as it stands: nothing is built from it.
// Without scripts the page says when that is, and what is sent too late is kept (web/kept.py).
//
// How long is left, the server is asked: another tab may have been in use. Asking does not count as use.

const WARNING = 180; // seconds before; WCAG 2.2 asks for no fewer than 20, and the service promises two minutes

const place = document.getElementById("session");
const form = place.querySelector("form");
const dialog = document.getElementById("session-warning");
let timer;

function wait(seconds) {
  clearTimeout(timer);
  timer = setTimeout(look, Math.max(1, seconds) * 1000);
}

async function secondsLeft() {
  try {
    const answer = await fetch("/session", { cache: "no-store" });
    return (await answer.json()).seconds;
  } catch {
    return WARNING; // no connection, or a proxy's page: say what would come, and ask again
  }
}

async function look() {
  const left = await secondsLeft();
  if (left > WARNING) {
    if (dialog.open) dialog.close();
    wait(left - WARNING);
    return;
  }
  for (const part of dialog.querySelectorAll("[data-when]")) {
    part.hidden = (part.dataset.when === "over") !== left <= 0;
  }
  if (!dialog.open) dialog.showModal();
  if (left > 0) wait(left);
}

async function stay() {
  // The answer is a redirect back to this page, which is not followed.
  await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" }).catch(() => undefined);
  await look();
}

document.getElementById("session-stay").addEventListener("click", stay);
document.getElementById("session-close").addEventListener("click", () => dialog.close());
// Whoever presses Escape is there.
dialog.addEventListener("cancel", (event) => {
  event.preventDefault();
  stay();
});
// A machine that slept, or a tab that was hidden, has counted nothing.
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") look();
});
wait(Number(place.dataset.seconds) - WARNING);
