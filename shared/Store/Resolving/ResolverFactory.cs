using Serverless.Tables;

namespace Serverless.Store.Resolving;

/// <summary>Makes resolvers for tenants: what a host decides once.</summary>
/// <param name="tables">The host's shared engine, for reading the footers of Parquet files.</param>
/// <param name="allowLocalFiles">Whether documents may name files of this machine: those that came with a folder, from its own command line. Others never do.</param>
public sealed class ResolverFactory(Lazy<TableEngine> tables, bool allowLocalFiles)
{
    public Resolver Create(TenantStores stores) => new(stores, tables, allowLocalFiles);
}
