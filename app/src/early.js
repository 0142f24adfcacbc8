// What is pressed, typed or chosen before the program runs is kept, and done once the page is live. If
// the program can't run, the page says so.
{
  const fields = new Map();
  let button;

  const press = ({ target }) => {
    const pressed = target.closest("button[type=button]");
    if (!pressed || pressed.disabled) return;
    // Only the last: who presses in impatience wants it once.
    button?.removeAttribute("aria-busy");
    button = pressed;
    button.setAttribute("aria-busy", "true");
  };
  const fill = ({ target }) => fields.set(target, [target.value, target.checked]);

  const end = () => {
    removeEventListener("click", press, true);
    removeEventListener("input", fill, true);
    button?.removeAttribute("aria-busy");
  };

  addEventListener("click", press, true);
  addEventListener("input", fill, true);
  addEventListener(
    "live",
    () => {
      end();
      for (const [field, [value, checked]] of fields) {
        if (!field.isConnected) continue;
        field.value = value;
        if (checked !== undefined) field.checked = checked;
        for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
      }
      if (button?.isConnected) button.click();
    },
    { once: true },
  );
  addEventListener(
    "dead",
    () => {
      end();
      const banner = document.createElement("div");
      banner.className = "banner warn";
      banner.setAttribute("role", "alert");
      const words = document.createElement("p");
      words.textContent =
        "The console's program could not be loaded: this page stays as it is, and its buttons do nothing.";
      const again = document.createElement("button");
      again.type = "button";
      again.className = "btn";
      again.textContent = "Load again";
      again.onclick = () => location.reload();
      banner.append(words, again);
      document.querySelector("main")?.prepend(banner);
    },
    { once: true },
  );
}
