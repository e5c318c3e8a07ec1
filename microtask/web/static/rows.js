// Adds a row of boxes to a form. Used as it stands: nothing is built from it.
// Without scripts the button sends the form, and the page comes again with one row more.

const button = document.querySelector("[data-adds-row]");
const rows = document.getElementById("rows");
const blank = document.getElementById("blank-row");

button.addEventListener("click", (event) => {
  event.preventDefault();
  const number = rows.children.length + 1;
  rows.insertAdjacentHTML("beforeend", blank.innerHTML.replaceAll("{n}", number));
  rows.lastElementChild.querySelector("input").focus();
  button.hidden = number >= Number(rows.dataset.most);
});
