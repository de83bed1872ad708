/** The seed of the random tests. Their titles print it; set the variable to repeat a run. */
export const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
