using System.Globalization;
using Serverless.TestPrograms.LeaseHolder;

// holder URL SEMAPHORE PORT keep|break NAME: takes leases and works with them until standard input ends.
// counter LIMIT IDLE-MILLISECONDS: the resource; prints its port, then one line for each entry and each overrun.
return args switch
{
    ["holder", var url, var semaphore, var port, var rule, var name] =>
        await new Holding(new Uri(url), semaphore, int.Parse(port, CultureInfo.InvariantCulture), rule == "keep", name).RunAsync(),
    ["counter", var limit, var idle] =>
        await new Counter(int.Parse(limit, CultureInfo.InvariantCulture), TimeSpan.FromMilliseconds(int.Parse(idle, CultureInfo.InvariantCulture))).RunAsync(),
    _ => 2,
};
