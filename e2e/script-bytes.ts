import type { Page, Response } from "@playwright/test";

/** Opens a page, and says how many bytes of script, as they are sent, it takes until it has loaded. What waits for that is not in it. */
export async function scriptBytesOf(page: Page, path: string): Promise<number> {
  const sizes: Promise<number>[] = [];
  const listen = (response: Response) => {
    if (response.request().resourceType() !== "script") return;
    sizes.push(
      response
        .request()
        .sizes()
        .then(({ responseBodySize }) => responseBodySize),
    );
  };
  page.on("response", listen);
  const loaded = page.waitForEvent("load").then(() => page.off("response", listen));
  await Promise.all([loaded, page.goto(path)]);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
