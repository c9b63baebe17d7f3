// The known word that is nearest to one that is not known. The twin of balm/errors.py, and of Python's difflib, as far as that uses it.

const NEAR = 0.6;

/** 'did you mean ...?' with the nearest known word, or an empty string when nothing is near. */
export function nearest(word, known) {
  const letters = [...word];
  let best = { near: NEAR, one: "" };
  for (const one of [...known].sort()) {
    const near = (2 * alike([...one], letters)) / ([...one].length + letters.length);
    if (near >= best.near) best = { near, one };
  }
  return best.one && `did you mean "${best.one}"?`;
}

/** How many letters the two share in order: those of the longest piece that is in both, and of what stands before it and after it. */
function alike(one, other) {
  let [at, there, most] = [0, 0, 0];
  for (let i = 0; i < one.length; i++) {
    for (let j = 0; j < other.length; j++) {
      let size = 0;
      while (i + size < one.length && one[i + size] === other[j + size]) size++;
      if (size > most) [at, there, most] = [i, j, size];
    }
  }
  if (most === 0) return 0;
  return most + alike(one.slice(0, at), other.slice(0, there)) + alike(one.slice(at + most), other.slice(there + most));
}
