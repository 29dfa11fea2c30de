/** Where a version is in its life. */
export const STAGES = ["design", "published", "deprecated", "retired"] as const;
export type Stage = (typeof STAGES)[number];

/** A stage, and whether an emergency keeps the version from answering. */
export interface LifecycleState {
  stage: Stage;
  isBlocked: boolean;
}

/** What can be done to a version in its life, besides editing its draft. */
export const LIFECYCLE_ACTIONS = ["publish", "deprecate", "restore", "retire", "block", "unblock"] as const;
export type LifecycleAction = (typeof LIFECYCLE_ACTIONS)[number];

/** `to`: the state it leads to. `reason`: a sentence for whoever asked. */
export type LifecycleTransition = { ok: true; to: LifecycleState } | { ok: false; reason: string };

/**
 * What an action makes of a version. `restore` undoes a deprecation; `deprecate` on a deprecated version changes what was
 * announced. Retired is final: whoever needs the version again adds a new one.
 */
export function transition(from: LifecycleState, action: LifecycleAction): LifecycleTransition {
  const { stage, isBlocked } = from;
  if (stage === "retired") return refused("It is retired. That cannot be undone: add a new version.");
  const isServed = stage !== "design";
  switch (action) {
    case "publish":
      return reached({ stage: isServed ? stage : "published", isBlocked });
    case "deprecate":
      return isServed ? reached({ stage: "deprecated", isBlocked }) : refused("It was never published.");
    case "restore":
      return stage === "deprecated"
        ? reached({ stage: "published", isBlocked })
        : refused("It is not deprecated.");
    case "retire":
      return stage === "deprecated"
        ? reached({ stage: "retired", isBlocked: false })
        : refused("Deprecate it first: its callers must know before it ends.");
    case "block":
      return blocked(isServed, isBlocked, stage);
    case "unblock":
      return isBlocked ? reached({ stage, isBlocked: false }) : refused("It is not blocked.");
  }
}

/** What can be done now. */
export function possibleActions(from: LifecycleState): LifecycleAction[] {
  return LIFECYCLE_ACTIONS.filter((action) => transition(from, action).ok);
}

function blocked(isServed: boolean, isBlocked: boolean, stage: Stage): LifecycleTransition {
  if (!isServed) return refused("It was never published.");
  return isBlocked ? refused("It is blocked already.") : reached({ stage, isBlocked: true });
}

function reached(to: LifecycleState): LifecycleTransition {
  return { ok: true, to };
}

function refused(reason: string): LifecycleTransition {
  return { ok: false, reason };
}
