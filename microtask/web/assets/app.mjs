// The scripts of the components in use: nothing here is needed to complete a journey.
//   Error summary: takes the focus, so that a screen reader says what went wrong.
//   Checkboxes:    "None of these" unticks the others.
//   Button:        a second click within a second does not send the form twice.
//   Copy:          a button that puts what a field holds on the clipboard; hidden where there is no script.

import { Button } from "govuk-frontend/dist/govuk/components/button/button.mjs";
import { Checkboxes } from "govuk-frontend/dist/govuk/components/checkboxes/checkboxes.mjs";
import { ErrorSummary } from "govuk-frontend/dist/govuk/components/error-summary/error-summary.mjs";
import { createAll } from "govuk-frontend/dist/govuk/init.mjs";

document.body.classList.add("js-enabled", "govuk-frontend-supported");

createAll(Button, { preventDoubleClick: true });
createAll(Checkboxes);
createAll(ErrorSummary);

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    await navigator.clipboard.writeText(field.value);
    document.getElementById(`${field.id}-status`).textContent = button.dataset.copied;
  });
}
