/**
 * What runs inside the page under measurement, before its program: it sees every message of the live
 * socket and every memory of WebAssembly, and can let messages arrive that the server never sent.
 */
import type { Page } from "@playwright/test";

export interface Bench {
  /** Times from the arrival of a message to the frame that shows it, in milliseconds. */
  pixels: number[];
  /** Changed services and tasks that the server itself has sent. */
  received: number;
  /** Lets changes of rows arrive, so many times a second, five in each message. */
  change(perSecond: number): Promise<void>;
  /** Ends that. */
  rest(): void;
  /** Scrolls up and down for a time and gives the times between frames, in milliseconds. */
  scroll(ms: number): Promise<number[]>;
  /** Bytes of WebAssembly memory. */
  wasm(): number;
}

/** Puts `window.bench` into the page. */
export async function harness(page: Page, cluster: string): Promise<void> {
  await page.addInitScript((name) => {
    const memories: WebAssembly.Memory[] = [];
    for (const way of ["instantiate", "instantiateStreaming"] as const) {
      const original = WebAssembly[way] as (...args: unknown[]) => Promise<unknown>;
      Object.assign(WebAssembly, {
        [way]: async (...args: unknown[]) => {
          const made = (await original.apply(WebAssembly, args)) as { instance?: WebAssembly.Instance };
          const instance = made.instance ?? (made as WebAssembly.Instance);
          const memory = instance.exports["memory"];
          if (memory instanceof WebAssembly.Memory) memories.push(memory);
          return made;
        },
      });
    }

    let deliver: ((event: MessageEvent) => void) | undefined;
    let revision = 0;
    let added = 0;
    let timer: ReturnType<typeof setInterval> | undefined;
    const bench: Bench = {
      pixels: [],
      received: 0,
      change: async (perSecond) => {
        const { view } = await (await fetch(`/api/cluster?target=demo&region=us-east-1&cluster=${name}`)).json();
        const phases = ["running", "unhealthy", "starting"];
        let turn = 0;
        timer = setInterval(() => {
          const tasks = [];
          const services = [];
          for (let of = 0; of < 5; of += 1) {
            turn += 1;
            // Every second change is of a row on the screen.
            const shown = [...document.querySelectorAll("tr[data-row]")];
            const row = shown[turn % Math.max(shown.length, 1)]?.getAttribute("data-row");
            const service = view.services.find((it: { arn: string }) => it.arn === row);
            if (turn % 2 === 0 && service !== undefined) {
              service.running = (service.running + 1) % 5;
              services.push(service);
            } else {
              const task = view.tasks[(turn * 7919) % view.tasks.length];
              task.phase = phases[turn % phases.length];
              tasks.push(task);
            }
          }
          added += 1;
          const patch = { cluster: { services: { upserted: services }, tasks: { upserted: tasks }, loading: null } };
          arrive(JSON.stringify({ topic: { id: 1, event: { patch: { revision: revision + added, patch } } } }));
        }, 5_000 / perSecond);
      },
      rest: () => clearInterval(timer),
      scroll: (ms) =>
        new Promise((resolve) => {
          const frames: number[] = [];
          const begun = performance.now();
          let last = begun;
          let step = 40;
          const frame = (now: number) => {
            frames.push(now - last);
            last = now;
            const end = document.documentElement.scrollHeight - innerHeight;
            if (scrollY >= end) step = -40;
            if (scrollY <= 0) step = 40;
            scrollBy(0, step);
            if (now - begun < ms) requestAnimationFrame(frame);
            else resolve(frames.slice(1));
          };
          requestAnimationFrame(frame);
        }),
      wasm: () => memories.reduce((sum, memory) => sum + memory.buffer.byteLength, 0),
    };
    Object.assign(window, { bench });

    /** Hands a message to the page, and measures when it is painted. */
    function arrive(text: string): void {
      if (deliver === undefined) return;
      const at = performance.now();
      deliver(new MessageEvent("message", { data: text }));
      if (!text.includes('"patch"')) return;
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => bench.pixels.push(performance.now() - at);
        port2.postMessage(null);
      });
    }

    const Real = window.WebSocket;
    window.WebSocket = class extends Real {
      override set onmessage(handler: ((event: MessageEvent) => void) | null) {
        deliver = handler ?? undefined;
        super.onmessage =
          handler &&
          ((event: MessageEvent) => {
            let text = String(event.data);
            // Revisions go on where the messages that were put in between have left them.
            text = text.replace(/("patch":\{"revision":)(\d+)/, (_, before: string, number: string) => {
              revision = Number(number);
              return before + String(revision + added);
            });
            bench.received += text.includes('"patch"') ? (text.match(/"task_definition":/g) ?? []).length : 0;
            arrive(text);
          });
      }
    } as typeof WebSocket;
  }, cluster);
}
