const USERNAME = /^[A-Za-z0-9_-]{1,50}$/;

export const isUsername = (text) => USERNAME.test(text);
