#!/usr/bin/env python3
"""Tables from a suite's --benchmark_out file: table.py FILE [gemm|all]

gemm: Ember's GFLOP/s beside the best rival's for every product, and the geometric mean of the ratio by class; where they
were measured, what Ember's kernels for AVX2 and what several threads do of that.
all: every other row in microseconds, contestants side by side.
"""
import json
import math
import sys


def races(path):
    groups = {}
    for row in json.load(open(path))["benchmarks"]:
        group, contestant = row["name"].split("/iterations")[0].rsplit("/", 1)
        groups.setdefault(group, {})[contestant] = row
    return groups


def other(rows, name):
    ratio = rows[name]["GFLOPS"] / rows["ember"]["GFLOPS"] if name in rows else math.nan
    return 1 / ratio if name == "ember_on_one_thread" else ratio


def shape(group):
    """The layout, rows, columns and depth of a product."""
    layout, sizes = group.split("/")[1:]
    return layout, *(int(x) for x in sizes.split("x"))


def gemm(groups):
    ratios = {}
    others = {"ember_avx2": "AVX2 of AVX-512", "ember_on_one_thread": "threads of one"}
    others = {name: title for name, title in others.items() if any(name in rows for rows in groups.values())}
    print("| product | ember | best rival | ratio | ember with bias and ReLU | best rival with both | ratio |"
          + "".join(f" {title} |" for title in others.values()) + "\n|---|---|---|---|---|---|---|" + "---|" * len(others))
    for group, rows in groups.items():
        rivals = {name: row for name, row in rows.items() if not name.startswith("ember")}
        layers = {name: rivals.pop(name) for name in list(rivals) if name.endswith("_bias_relu")}
        if not group.startswith("gemm/") or not rivals:
            continue
        best = max(rivals, key=lambda name: rivals[name]["GFLOPS"])
        rate, fused, most = rows["ember"]["GFLOPS"], rows["ember_bias_relu"]["GFLOPS"], rivals[best]["GFLOPS"]
        layer = max(layers, key=lambda name: layers[name]["GFLOPS"])
        ended = layers[layer]["GFLOPS"]
        _, m, n, k = shape(group)
        small, square = 2 * m * n * k < 1e5, m == n == k >= 512
        late = (rows["ember"]["real_time"] - rivals[best]["real_time"]) * 1e3
        kind = "squares from 512" if square else "below 0.1 MFLOP" if small else "0.1 MFLOP and more"
        ratios.setdefault((kind, group.split("/")[1]), []).append((rate / most, fused / ended, late))
        print(f"| {group[5:]} | {rate:.1f} | {most:.1f} {best} | {rate / most:.2f} | {fused:.1f} |"
              f" {ended:.1f} {layer.removesuffix('_bias_relu')} | {fused / ended:.2f} |"
              + "".join(f" {other(rows, name):.2f} |" for name in others))
    print("\n| class | layout | products | geometric mean of the ratio | lowest | at least 0.97 | bias and ReLU ahead | at most 8 ns later |")
    print("|---|---|---|---|---|---|---|---|")
    for (kind, layout), all_of_them in sorted(ratios.items()):
        plain = [ratio for ratio, _, _ in all_of_them]
        mean = math.exp(sum(math.log(ratio) for ratio in plain) / len(plain))
        print(f"| {kind} | {layout} | {len(plain)} | {mean:.3f} | {min(plain):.2f} | {sum(r >= 0.97 for r in plain)} |"
              f" {sum(f > 1 for _, f, _ in all_of_them)} | {sum(late <= 8 for _, _, late in all_of_them)} |")
    beside(groups, "ember_avx2", "AVX2 of AVX-512, batches of 64 rows and more",
           lambda layout, m, n, k: (k if layout == "tn" else m) >= 64, 0.9)
    beside(groups, "ember_on_one_thread", "Several threads of one, 8 MFLOP and more",
           lambda layout, m, n, k: 2 * m * n * k >= 8e6, 1.7)


def beside(groups, name, title, chosen, least):
    """How the kernels of `name` do beside Ember's on the products that are chosen."""
    ratios = [other(rows, name) for group, rows in groups.items() if name in rows and chosen(*shape(group))]
    if ratios:
        mean = math.exp(sum(map(math.log, ratios)) / len(ratios))
        print(f"\n{title}: {len(ratios)} products, geometric mean {mean:.3f}, lowest {min(ratios):.2f},"
              f" {sum(r >= least for r in ratios)} at least {least}")


def everything_else(groups):
    print("| work | microseconds |\n|---|---|")
    for group, rows in groups.items():
        if not group.startswith("gemm/"):
            print(f"| {group} | " + ", ".join(f"{name} {row['real_time']:.3g}" for name, row in rows.items()) + " |")


if len(sys.argv) < 2:
    sys.exit(__doc__)
(gemm if sys.argv[2:] == ["gemm"] else everything_else)(races(sys.argv[1]))
