import type { Page } from "@playwright/test";

/**
 * A page whose `goto` and `reload` end once it is alive. What is pressed or filled before React has taken over what the
 * server rendered is lost, and no person is as fast as a test.
 */
export function openedAlive(page: Page): Page {
  const goto = page.goto.bind(page);
  const reload = page.reload.bind(page);
  page.goto = async (...args) => {
    const response = await goto(...args);
    await untilAlive(page);
    return response;
  };
  page.reload = async (...args) => {
    const response = await reload(...args);
    await untilAlive(page);
    return response;
  };
  return page;
}

/** React marks each element that it has taken over; effects, such as the listeners for keys, run a task later. */
async function untilAlive(page: Page): Promise<void> {
  await page.waitForFunction(() =>
    [...document.querySelectorAll("button, input, select, textarea")].every((control) =>
      Object.keys(control).some((key) => key.startsWith("__reactFiber$")),
    ),
  );
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve();
        port2.postMessage(undefined);
      }),
  );
}
