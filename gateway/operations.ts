import type { RouteOperation } from "#lib/routing/schema";

interface Node {
  literal: Map<string, Node> | undefined;
  /** Behind a segment that has a parameter in it. */
  any: Node | undefined;
  /** By method: the operation's name. */
  names: Map<string, string> | undefined;
}

/**
 * Finds the operation that a request is about, by method and path template (OpenAPI: a concrete segment comes before a
 * templated one). One Map lookup per segment.
 */
export class Operations {
  readonly #root = newNode();

  constructor(operations: readonly RouteOperation[]) {
    for (const { method, path } of operations) this.#add(method, path);
  }

  #add(method: string, path: string): void {
    let node = this.#root;
    for (const segment of path.split("/").slice(1)) {
      if (segment.includes("{")) node = node.any ??= newNode();
      else {
        node.literal ??= new Map();
        let next = node.literal.get(segment);
        if (!next) node.literal.set(segment, (next = newNode()));
        node = next;
      }
    }
    (node.names ??= new Map()).set(method, `${method} ${path}`);
  }

  /** `GET /orders/{orderId}`; "" where the document has no such operation. */
  nameOf(method: string, path: string): string {
    return find(this.#root, path, { at: 1, method }) ?? "";
  }
}

function find(node: Node, path: string, { at, method }: { at: number; method: string }): string | undefined {
  if (at > path.length)
    return node.names?.get(method) ?? (method === "HEAD" ? node.names?.get("GET") : undefined);
  const slash = path.indexOf("/", at);
  const end = slash < 0 ? path.length : slash;
  const next = { at: end + 1, method };
  const literal = node.literal?.get(path.slice(at, end));
  const found = literal && find(literal, path, next);
  if (found !== undefined || !node.any || end === at) return found;
  return find(node.any, path, next);
}

function newNode(): Node {
  return { literal: undefined, any: undefined, names: undefined };
}
