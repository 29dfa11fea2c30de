import type { Stage } from "./life.ts";
import { listed, type Obstacle } from "./obstacles.ts";

interface NamedVersion {
  api: string;
  version: string;
}

/** Versions that refer to another one: those that the asker may see, and how many besides. */
export interface Referring {
  seen: NamedVersion[];
  hidden: number;
}

/** What depends on a version that is to be deleted. */
export interface DeletionFacts {
  stage: Stage;
  /** The other versions of its API. */
  siblings: number;
  /** Numbers of its reviews that are not over. */
  openReviews: number[];
  /** Applications that are subscribed, or ask to be. */
  subscribers: number;
  /** Versions in whose fallback chains it is, in a draft or where they are wanted. */
  chains: Referring;
  /** Versions whose callers are told to move to it. */
  predecessors: Referring;
}

/** All that stands in the way of deleting a version; none: it may go. Only what nobody was ever served is deleted. */
export function obstaclesToDeletion(facts: DeletionFacts): Obstacle[] {
  const { stage, siblings, openReviews, subscribers, chains, predecessors } = facts;
  const found: (Obstacle | false)[] = [
    stage !== "design" && { code: "was_published", message: WAS_PUBLISHED[stage] },
    siblings === 0 && {
      code: "only_version",
      message: "It is the only version of its API. Delete the API, or add another version first.",
    },
    openReviews.length > 0 && {
      code: "open_review",
      message: `Review ${listed(openReviews.map(String), openReviews.length)} of it is not over. Withdraw it first.`,
    },
    subscribers > 0 && {
      code: "subscribed",
      message: `${subscribers === 1 ? "An application is" : `${subscribers} applications are`} subscribed to it or asked to be. Reject the requests and end the subscriptions first.`,
    },
    countOf(chains) > 0 && {
      code: "in_a_chain",
      message: `It is in the fallback chain of ${namesOf(chains)}. Their owners must take it out first.`,
    },
    countOf(predecessors) > 0 && {
      code: "successor",
      message: `Callers of ${namesOf(predecessors)} are told to move to it. Name another successor there first.`,
    },
  ];
  return found.filter((one) => one !== false);
}

const WAS_PUBLISHED = {
  published: "It was published: deprecate and retire it, so that its callers know.",
  deprecated: "It was published: retire it when its end has come.",
  retired: "It is retired: it stays as the record of what was served.",
} as const;

function countOf({ seen, hidden }: Referring): number {
  return seen.length + hidden;
}

function namesOf(referring: Referring): string {
  return listed(
    referring.seen.map(({ api, version }) => `${api} ${version}`),
    countOf(referring),
  );
}
