// The children of a node replaced by `nodes`: those that follow in order are not moved. The focus stays.

export function arrangeChildren(parent, nodes) {
  const focused = parent.contains(document.activeElement) ? document.activeElement : null;
  const wanted = new Set(nodes);
  for (const child of [...parent.children]) if (!wanted.has(child)) child.remove();
  let next = parent.firstElementChild;
  for (const node of nodes) {
    if (node === next) next = node.nextElementSibling;
    else parent.insertBefore(node, next);
  }
  if (focused && focused !== document.activeElement) focused.focus({ preventScroll: true });
}
