import { expect, type Page, type WebSocketRoute } from "@playwright/test";

/** 1006 cannot be sent; this tells the page the same: it was not its wish. */
const LOST = 1001;

/** Opens a page and waits until it is live: before that, presses of its buttons can come too early. */
export async function openLive(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.locator(".live")).toHaveAttribute("data-state", "live");
}

/** The pages' live socket, which a test can cut. */
export class LiveSocket {
  private open = new Set<WebSocketRoute>();
  private blocked = false;
  private count = 0;

  /** Puts itself between `page` and the console. Must be called before the page is opened. */
  static async of(page: Page): Promise<LiveSocket> {
    const live = new LiveSocket();
    await page.routeWebSocket("**/live", (socket) => live.connect(socket));
    return live;
  }

  /** How often the page has connected. */
  get connections(): number {
    return this.count;
  }

  /**
   * Cuts the connection without stopping the page from connecting again, as a lost network would or as
   * a server does for a reason of its own.
   */
  async cut(code = LOST): Promise<void> {
    const sockets = [...this.open];
    this.open.clear();
    await Promise.all(sockets.map((socket) => socket.close({ code })));
  }

  /** Cuts the connection and keeps it cut until [`mend`] is called. */
  async block(): Promise<void> {
    this.blocked = true;
    await this.cut();
  }

  /** Lets the page connect again. */
  mend(): void {
    this.blocked = false;
  }

  private connect(socket: WebSocketRoute): void {
    if (this.blocked) {
      void socket.close({ code: LOST });
      return;
    }
    this.count += 1;
    this.open.add(socket);
    const server = socket.connectToServer();
    socket.onClose((code, reason) => {
      this.open.delete(socket);
      void server.close({ code: code ?? 1000, reason: reason ?? "" });
    });
  }
}
