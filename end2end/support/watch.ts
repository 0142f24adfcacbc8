import { type BrowserContext, expect } from "@playwright/test";

/** What must never happen on a page, whatever the test is about. */
export class Watch {
  /** Everything that went wrong, in words. */
  readonly findings: string[] = [];

  /** Watches all pages of `context`. Must be called before the first page is opened. */
  static async over(context: BrowserContext): Promise<Watch> {
    const watch = new Watch();
    await context.exposeBinding("reportViolation", (source, text: string) => {
      watch.findings.push(`content policy: ${text} on ${source.page.url()}`);
    });
    await context.addInitScript(() => {
      addEventListener("securitypolicyviolation", (event) => {
        const text = `${event.effectiveDirective} refused ${event.blockedURI} ${event.sample}`;
        void (window as unknown as { reportViolation(text: string): Promise<void> }).reportViolation(text);
      });
    });
    context.on("dialog", (dialog) => {
      // Leaving a page with unsaved input may ask; nothing else may.
      if (dialog.type() !== "beforeunload") watch.findings.push(`script ran: ${dialog.message()}`);
      void dialog.dismiss();
    });
    context.on("weberror", (error) => {
      watch.findings.push(`uncaught: ${error.error().message}`);
    });
    context.on("console", (message) => {
      if (message.type() !== "error") return;
      if (/panicked|unreachable|hydrat|Content Security Policy/i.test(message.text())) {
        watch.findings.push(`browser console: ${message.text()}`);
      }
    });
    return watch;
  }

  /** Fails when something was found. */
  check(): void {
    expect(this.findings).toEqual([]);
  }
}
