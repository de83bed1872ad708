/** The seed of the random tests. Titles of random tests show the seed; set the variable SEED to repeat a run. */
export const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
