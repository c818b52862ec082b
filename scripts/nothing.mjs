// Stands for parts of packages that a bundle does not need.
export {};
