// What is pressed, typed or chosen before the program runs is kept, and done once the page is live.
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

  addEventListener("click", press, true);
  addEventListener("input", fill, true);
  addEventListener(
    "live",
    () => {
      removeEventListener("click", press, true);
      removeEventListener("input", fill, true);
      for (const [field, [value, checked]] of fields) {
        if (!field.isConnected) continue;
        field.value = value;
        if (checked !== undefined) field.checked = checked;
        for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
      }
      button?.removeAttribute("aria-busy");
      if (button?.isConnected) button.click();
    },
    { once: true },
  );
}
