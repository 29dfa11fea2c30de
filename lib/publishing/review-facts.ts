interface Reviewed {
  id: string;
  number: number;
  /** Slugs. */
  environments: readonly string[];
  submittedById: string;
  version: { name: string; api: { slug: string; name: string; teamId: string } };
}

/** What notifications say of a review. `by`: who did what is told of; `note`: what they said. */
export function reviewFacts(review: Reviewed, by: { name: string }, note = "") {
  const { id, number, environments, submittedById, version } = review;
  return {
    reviewId: id,
    number,
    api: version.api.slug,
    apiName: version.api.name,
    version: version.name,
    environments: environments.join(", "),
    ownerTeamId: version.api.teamId,
    submitterId: submittedById,
    by: by.name,
    note,
  };
}
