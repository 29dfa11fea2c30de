/** The digest of a page's error where the database is away. */
export const DATABASE_AWAY = "database-away";
