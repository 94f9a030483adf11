# Draws the two plots of docs/performance.md from `rows`: lines of "name median low high unit".
set terminal svg size 900,900 font "sans-serif,13" background "white"
set output out
set multiplot layout 2,1
set style fill solid 0.6
set grid

set title "Latency of one call, 64-bit client to 32-bit surrogate (median; lower is better)"
set logscale x
set xlabel "microseconds"
set format x "%g"
set xrange [0.001:20000]
set yrange [] reverse
set style data boxxyerror
unset key
latency = "< grep -E '^(pingpong|event|marshal|add[.].*|callback[.].*|cold[.].*) ' ".rows
plot latency using 2:0:(0.001):2:($0-0.35):($0+0.35):ytic(1) with boxxyerror lc rgb "#3366aa", \
     latency using ($2*1.1):0:(sprintf($2 < 100 ? "%.3g us" : "%.0f us", $2)) with labels left offset 0.5,0

set title "Throughput over message size (median; higher is better)"
unset logscale x
set logscale xy
set xlabel "bytes in one call"
set ylabel "MB/s"
set autoscale xy
set yrange [] noreverse
set ytics auto
set key at graph 0.98, graph 0.55 right
size(kind) = sprintf("< sed -nE 's/^%s ([^ ]+).*/\\1 \\2/p' %s | sed 's/16m/16777216/;s/256k/262144/;s/16k/16384/;s/1m/1048576/;s/1k/1024/' | sort -n", kind, rows)
plot size("in([0-9]+[km])[.]channel") using 1:2 with linespoints title "[in], channel", \
     size("out([0-9]+[km])[.]channel") using 1:2 with linespoints title "[out], channel", \
     size("in([0-9]+[km])[.]com") using 1:2 with linespoints title "[in], standard COM"
unset multiplot
