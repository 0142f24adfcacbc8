/**
 * What runs inside the page under measurement, before its program: it sees every message of the live
 * socket and every memory of WebAssembly, and can let messages arrive that the server never sent.
 * Those go to the handler that the page gave its socket, as the server's do.
 */
import type { Page } from "@playwright/test";

export interface Bench {
  /** Times from when a change of a row on screen was due to the frame that shows it, in milliseconds. */
  pixels: number[];
  /** Changes of rows on screen that were not shown because the row went elsewhere. */
  gone: number;
  /** Changed services and tasks that the server itself has sent. */
  received: number;
  /** Changed services and tasks that were put in between. */
  added: number;
  /** Whether it is known which revision the page has, after which changes can be put in. */
  isKnown(): boolean;
  /** Lets changes of rows arrive, so many times a second, five in each message. */
  change(perSecond: number): Promise<void>;
  /** Ends that. */
  rest(): void;
  /** The times between frames, in milliseconds, for a time; scrolls by so many pixels in each. */
  frames(ms: number, pixels: number): Promise<number[]>;
  /** Bytes of WebAssembly memory. */
  wasm(): number;
}

/** Puts `window.bench` into the page. */
export async function harness(page: Page, cluster: string): Promise<void> {
  await page.addInitScript((name) => {
    interface Service {
      arn: string;
      name: string;
      running: number;
      desired: number;
    }
    interface Task {
      id: string;
      phase: string;
      status: string;
    }
    /** What a row on screen is to show: the text of which of its elements. */
    interface Expected {
      row: Element;
      element: string;
      text: string;
    }

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
    let messages = 0;
    let timer: ReturnType<typeof setInterval> | undefined;
    const bench: Bench = {
      pixels: [],
      gone: 0,
      received: 0,
      added: 0,
      isKnown: () => revision > 0,
      change: async (perSecond) => {
        const { view } = await (await fetch(`/api/cluster?target=demo&region=us-east-1&cluster=${name}`)).json();
        const services = new Map<string, Service>(view.services.map((it: Service) => [it.name, it]));
        const tasks = new Map<string, Task>(view.tasks.map((it: Task) => [it.id, it]));
        const all = [...tasks.values()];
        const period = 5_000 / perSecond;
        const begun = performance.now();
        let turn = 0;
        let ticks = 0;
        timer = setInterval(() => {
          ticks += 1;
          const due = begun + ticks * period;
          const changed = { services: [] as Service[], tasks: [] as Task[] };
          const expected: Expected[] = [];
          const shown = rowsOnScreen();
          for (let of = 0; of < 5; of += 1) {
            turn += 1;
            // Every second change is of a row on the screen.
            const row = turn % 2 === 0 ? shown[(turn * 7) % Math.max(shown.length, 1)] : undefined;
            const key = row?.getAttribute("data-key") ?? "";
            const service = services.get(key);
            if (row !== undefined && service !== undefined) {
              service.running = (service.running + 1) % 5;
              changed.services.push(service);
              expected.push({ row, element: ".count", text: `${service.running} / ${service.desired}` });
              continue;
            }
            const task = tasks.get(key) ?? all[(turn * 7919) % all.length];
            if (task === undefined) continue;
            const unhealthy = task.phase !== "unhealthy";
            task.phase = unhealthy ? "unhealthy" : "running";
            task.status = "RUNNING";
            changed.tasks.push(task);
            if (row !== undefined && tasks.has(key)) {
              expected.push({ row, element: ".chip .words", text: unhealthy ? "Unhealthy" : "Running" });
            }
          }
          messages += 1;
          bench.added += changed.services.length + changed.tasks.length;
          const patch = {
            cluster: { services: { upserted: changed.services }, tasks: { upserted: changed.tasks }, loading: null },
          };
          arrive(JSON.stringify({ topic: { id: 1, event: { patch: { revision: revision + messages, patch } } } }));
          awaitShown(due, expected);
        }, period);
      },
      rest: () => clearInterval(timer),
      frames: (ms, pixels) =>
        new Promise((resolve) => {
          const frames: number[] = [];
          const begun = performance.now();
          let last = begun;
          let step = pixels;
          const frame = (now: number) => {
            frames.push(now - last);
            last = now;
            if (step !== 0) {
              const end = document.documentElement.scrollHeight - innerHeight;
              if (scrollY >= end) step = -pixels;
              if (scrollY <= 0) step = pixels;
              scrollBy(0, step);
            }
            if (now - begun < ms) requestAnimationFrame(frame);
            else resolve(frames.slice(1));
          };
          requestAnimationFrame(frame);
        }),
      wasm: () => memories.reduce((sum, memory) => sum + memory.buffer.byteLength, 0),
    };
    Object.assign(window, { bench });

    /** Rows within the screen; those that wait beside it do not count. */
    function rowsOnScreen(): Element[] {
      const rows = [...document.querySelectorAll("tbody tr[data-key]")];
      return rows.filter((row) => {
        const { top, bottom } = row.getBoundingClientRect();
        return bottom > 48 && top < innerHeight;
      });
    }

    /** Looks after each frame which changes are painted. */
    function awaitShown(due: number, expected: Expected[]): void {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => {
          const later = expected.filter(({ row, element, text }) => {
            if (!row.isConnected) {
              bench.gone += 1;
              return false;
            }
            if (row.querySelector(element)?.textContent?.trim() !== text) return true;
            bench.pixels.push(performance.now() - due);
            return false;
          });
          // What another change has overtaken meanwhile is never shown.
          if (later.length > 0 && performance.now() - due < 1_000) awaitShown(due, later);
          else bench.gone += later.length;
        };
        port2.postMessage(null);
      });
    }

    function arrive(text: string): void {
      deliver?.(new MessageEvent("message", { data: text }));
    }

    const Real = window.WebSocket;
    window.WebSocket = class extends Real {
      override set onmessage(handler: ((event: MessageEvent) => void) | null) {
        deliver = handler ?? undefined;
        super.onmessage =
          handler &&
          ((event: MessageEvent) => {
            let text = String(event.data);
            const anew = /"snapshot":\{"epoch":[^,]+,"revision":(\d+)/.exec(text);
            if (anew !== null) [revision, messages] = [Number(anew[1]), 0];
            // Revisions go on where the messages that were put in between have left them.
            text = text.replace(/("patch":\{"revision":)(\d+)/, (_, before: string, number: string) => {
              revision = Number(number);
              return before + String(revision + messages);
            });
            bench.received += text.includes('"patch"') ? (text.match(/"task_definition":/g) ?? []).length : 0;
            arrive(text);
          });
      }
    } as typeof WebSocket;
  }, cluster);
}
