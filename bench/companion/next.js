// Fills in page after page of the check and goes on: the milliseconds from each tap on "next" until the next page is laid out.

async (said) => {
  const fill = () => {
    for (let round = 0; round < 30; round++) {
      const open = [...document.querySelectorAll(".questions fieldset")].find(
        (set) => ![...set.querySelectorAll("input")].some((input) => input.checked || (input.type === "text" && input.value)),
      );
      if (!open) return;
      if (open.classList.contains("ticks")) {
        const boxes = [...open.querySelectorAll(".sign > .choice input")].filter((box) => said[box.name] === true);
        for (const box of boxes.length ? boxes : [open.querySelector(".none input")]) box.click();
        continue;
      }
      const inputs = [...open.querySelectorAll("input")];
      const value = String(said[inputs[0].name]);
      const radio = inputs.find((input) => input.type === "radio" && input.value === value);
      const text = inputs.find((input) => input.type === "text");
      if (radio) radio.click();
      else {
        text.value = value;
        text.dispatchEvent(new Event("input", { bubbles: true }));
      }
    }
  };
  const times = [];
  for (let n = 0; n < 40; n++) {
    fill();
    const main = document.querySelector("main");
    const start = performance.now();
    const drawn = new Promise((done) => new MutationObserver(() => main.isConnected || done()).observe(document.body, { childList: true }));
    document.querySelector('form button[type="submit"]').click();
    await drawn;
    document.body.getBoundingClientRect();
    times.push(performance.now() - start);
    if (!document.querySelector(".questions")) return times;
  }
  throw new Error("the questions never end");
}
