/** Why a comment is looked at. */
export const FLAGS = ["abusive", "profane", "spam"] as const;
export type Flag = (typeof FLAGS)[number];
export const isFlag = (value: unknown): value is Flag => FLAGS.some((flag) => flag === value);
